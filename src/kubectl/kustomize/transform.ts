/** What a kustomization does to all its objects: names, namespaces, labels, annotations, images, replicas. */
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Built, ImageRule, Kustomization, LabelRule, Pairs } from './kustomization.js';
import { renamed } from './rename.js';

type Fields = Readonly<Record<string, unknown>>;

export function transformed({ objects, hashed }: Built, all: Kustomization): Built {
  const steps = [
    namespaced(all.namespace),
    ...labelRules(all).map(labelled),
    annotated(all.commonAnnotations),
    ...(all.images ?? []).map(withImage),
    ...(all.replicas ?? []).map(withReplicas),
  ];
  const done = objects.map((object) => steps.reduce((one, step) => step(one), object));
  const { namePrefix = '', nameSuffix = '' } = all;
  const { objects: named, names } = renamed(done, ({ kind, metadata: { name = '' } }) =>
    FIXED.has(kind) ? name : `${namePrefix}${name}${nameSuffix}`,
  );
  const renamedKey = (key: string) => `${key.slice(0, key.indexOf('/'))}/${names.get(key)}`;
  return { objects: named, hashed: new Set([...hashed].map(renamedKey)) };
}

/** Kinds whose names nothing changes. */
const FIXED: ReadonlySet<string> = new Set(['Namespace', 'CustomResourceDefinition', 'APIService']);
const CLUSTER_WIDE =
  /^(?:Namespace|Node|PersistentVolume|StorageClass|IngressClass|PriorityClass|ClusterRole|ClusterRoleBinding|CustomResourceDefinition|APIService|.*WebhookConfiguration)$/;

function namespaced(namespace: string | undefined) {
  return (object: KubeObject): KubeObject => {
    if (namespace === undefined) return object;
    if (object.kind === 'Namespace') return { ...object, metadata: { ...object.metadata, name: namespace } };
    return CLUSTER_WIDE.test(object.kind) ? object : { ...object, metadata: { ...object.metadata, namespace } };
  };
}

function labelRules({ commonLabels, labels = [] }: Kustomization): readonly LabelRule[] {
  return [...labels, ...(commonLabels ? [{ pairs: commonLabels, includeSelectors: true }] : [])];
}

function labelled({ pairs, includeSelectors = false, includeTemplates = includeSelectors }: LabelRule) {
  return (object: KubeObject): KubeObject => {
    const whole = { ...object, metadata: { ...object.metadata, labels: { ...object.metadata.labels, ...pairs } } };
    const spec = (object as { readonly spec?: Fields }).spec;
    if (spec === undefined) return whole;
    const selected = includeSelectors ? withSelector(object.kind, spec, pairs) : spec;
    return { ...whole, spec: includeTemplates ? withTemplate(selected, 'labels', pairs) : selected } as KubeObject;
  };
}

function withSelector(kind: string, spec: Fields, pairs: Pairs): Fields {
  const selector = spec['selector'] as Fields | undefined;
  if (kind === 'Service') return selector ? { ...spec, selector: { ...selector, ...pairs } } : spec;
  if (!/^(?:Deployment|ReplicaSet|StatefulSet|DaemonSet)$/.test(kind)) return spec;
  return { ...spec, selector: { ...selector, matchLabels: { ...(selector?.['matchLabels'] as Pairs), ...pairs } } };
}

function annotated(pairs: Pairs | undefined) {
  return (object: KubeObject): KubeObject => {
    if (pairs === undefined) return object;
    const metadata = { ...object.metadata, annotations: { ...object.metadata.annotations, ...pairs } };
    const spec = (object as { readonly spec?: Fields }).spec;
    const more = spec === undefined ? {} : { spec: withTemplate(spec, 'annotations', pairs) };
    return { ...object, metadata, ...more } as KubeObject;
  };
}

function withTemplate(spec: Fields, field: 'labels' | 'annotations', pairs: Pairs): Fields {
  const template = spec['template'] as { readonly metadata?: Fields } | undefined;
  if (template === undefined) return spec;
  const metadata = { ...template.metadata, [field]: { ...(template.metadata?.[field] as Pairs), ...pairs } };
  return { ...spec, template: { ...template, metadata } };
}

function withImage(rule: ImageRule) {
  const change = (value: unknown, key = ''): unknown => {
    if (Array.isArray(value)) return value.map((item) => change(item));
    if (typeof value === 'string') return key === 'image' ? imageBy(rule, value) : value;
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, change(field, name)]));
  };
  return (object: KubeObject): KubeObject => change(object) as KubeObject;
}

function imageBy({ name, newName = name, newTag, digest }: ImageRule, image: string): string {
  const [, repository = image, rest = ''] = /^(.+?)((?::[^:/@]+)?(?:@.+)?)$/.exec(image) ?? [];
  if (repository !== name) return image;
  if (digest !== undefined) return `${newName}@${digest}`;
  return `${newName}${newTag === undefined ? rest : `:${newTag}`}`;
}

function withReplicas({ name, count }: { readonly name: string; readonly count: number }) {
  return (object: KubeObject): KubeObject => {
    const isMeant = object.metadata.name === name && /^(?:Deployment|ReplicaSet|StatefulSet)$/.test(object.kind);
    return isMeant
      ? ({ ...object, spec: { ...(object as { spec?: Fields }).spec, replicas: count } } as KubeObject)
      : object;
  };
}
