/** JSON of Go structs: fields in the order in which upstream declares them, maps sorted. */

import { type Schema, schemaOf } from '../../kube/schema.js';
import { SERVICE_SPEC_ORDER } from '../../kube/service-spec-order.js';
import type { KubeObject } from '../../kube/shapes/meta.js';

export function typedJson(object: KubeObject): string {
  const text = JSON.stringify(typedOrder(object), null, '    ');
  return text.replace(/[<>&\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The object with its fields in the order of the Go struct. */
export function typedOrder(object: KubeObject): unknown {
  return ordered(object, schemaOf(object.apiVersion, object.kind));
}

function ordered(value: unknown, schema: Schema | undefined): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => ordered(item, schema?.type === 'list' ? schema.items : undefined));
  }
  if (typeof value !== 'object' || value === null) return value;
  const below = (key: string) =>
    schema?.type === 'object' ? schema.fields[key] : schema?.type === 'map' ? schema.values : undefined;
  const order = schema?.type === 'object' ? (ORDER[schema.name] ?? TOP) : [];
  const rank = (key: string) => {
    const index = order.indexOf(key);
    return index < 0 ? order.length : index;
  };
  const keys = Object.keys(value).sort((left, right) => rank(left) - rank(right) || (left < right ? -1 : 1));
  const fields = value as Readonly<Record<string, unknown>>;
  return Object.fromEntries(keys.map((key) => [key, ordered(fields[key], below(key))]));
}

const TOP = [
  'kind',
  'apiVersion',
  'metadata',
  'subjects',
  'roleRef',
  'immutable',
  'data',
  'binaryData',
  'stringData',
  'type',
  'spec',
  'status',
];

/** Only the types whose order is not that of the alphabet. */
const ORDER: Readonly<Record<string, readonly string[]>> = {
  ObjectMeta: [
    'name',
    'generateName',
    'namespace',
    'uid',
    'resourceVersion',
    'generation',
    'creationTimestamp',
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
    'labels',
    'annotations',
    'ownerReferences',
    'finalizers',
    'managedFields',
  ],
  UserInfo: ['username', 'uid', 'groups', 'extra'],
  DeploymentSpec: [
    'replicas',
    'selector',
    'template',
    'strategy',
    'minReadySeconds',
    'revisionHistoryLimit',
    'paused',
    'progressDeadlineSeconds',
  ],
  DeploymentStrategy: ['type', 'rollingUpdate'],
  PodTemplateSpec: ['metadata', 'spec'],
  PodSpec: [
    'volumes',
    'initContainers',
    'containers',
    'ephemeralContainers',
    'restartPolicy',
    'terminationGracePeriodSeconds',
    'activeDeadlineSeconds',
    'dnsPolicy',
    'nodeSelector',
    'serviceAccountName',
    'serviceAccount',
    'automountServiceAccountToken',
    'nodeName',
    'hostNetwork',
    'securityContext',
    'imagePullSecrets',
    'hostname',
    'subdomain',
    'affinity',
    'schedulerName',
    'tolerations',
    'hostAliases',
    'priorityClassName',
    'priority',
    'dnsConfig',
    'readinessGates',
    'runtimeClassName',
    'enableServiceLinks',
    'preemptionPolicy',
  ],
  Container: [
    'name',
    'image',
    'command',
    'args',
    'workingDir',
    'ports',
    'envFrom',
    'env',
    'resources',
    'volumeMounts',
    'livenessProbe',
    'readinessProbe',
    'startupProbe',
    'lifecycle',
    'terminationMessagePath',
    'terminationMessagePolicy',
    'imagePullPolicy',
    'securityContext',
    'stdin',
    'stdinOnce',
    'tty',
  ],
  ContainerPort: ['name', 'hostPort', 'containerPort', 'protocol', 'hostIP'],
  EnvVar: ['name', 'value', 'valueFrom'],
  ServiceSpec: SERVICE_SPEC_ORDER,
  ServicePort: ['name', 'protocol', 'appProtocol', 'port', 'targetPort', 'nodePort'],
  IngressSpec: ['ingressClassName', 'defaultBackend', 'tls', 'rules'],
  IngressRule: ['host', 'http'],
  HTTPIngressPath: ['path', 'pathType', 'backend'],
  IngressServiceBackend: ['name', 'port'],
  PolicyRule: ['verbs', 'apiGroups', 'resources', 'resourceNames', 'nonResourceURLs'],
  Subject: ['kind', 'apiGroup', 'name', 'namespace'],
  CronJobSpec: ['schedule', 'timeZone', 'startingDeadlineSeconds', 'concurrencyPolicy', 'suspend', 'jobTemplate'],
  HorizontalPodAutoscalerSpec: ['scaleTargetRef', 'minReplicas', 'maxReplicas', 'metrics', 'behavior'],
  CrossVersionObjectReference: ['kind', 'name', 'apiVersion'],
  MetricSpec: ['type', 'resource'],
  ResourceMetricSource: ['name', 'target'],
  MetricTarget: ['type', 'value', 'averageValue', 'averageUtilization'],
};
