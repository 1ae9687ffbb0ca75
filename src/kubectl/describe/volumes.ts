/** Volumes by their sources, as Pods and templates show them. */
import { goText } from '../../kube/go-value.js';
import type { Volume } from '../../kube/shapes/pod.js';
import type { Page } from './page.js';

export function volumesBlock(page: Page, volumes: readonly Volume[] | undefined, space: string): void {
  if (!volumes?.length) {
    page.line(`${space}Volumes:`, '<none>');
    return;
  }
  page.raw(`${space}Volumes:\n`);
  for (const volume of volumes) {
    page.raw(`  ${space === '' ? '' : ' '}${volume.name}:\n`);
    const [source] = Object.keys(volume).filter((key) => key !== 'name');
    const describe = SOURCES[source ?? 'emptyDir'];
    if (describe)
      for (const [title, value] of describe((volume[source ?? ''] ?? {}) as Fields))
        page.line(`    ${title}:`, goText(value));
    else page.raw('  <unknown>\n');
  }
}

type Fields = Readonly<Record<string, unknown>>;
type Lines = readonly (readonly [string, unknown])[];

const SOURCES: Readonly<Record<string, (fields: Fields) => Lines>> = {
  emptyDir: ({ medium = '', sizeLimit = '<unset>' }) => [
    ['Type', "EmptyDir (a temporary directory that shares a pod's lifetime)"],
    ['Medium', medium],
    ['SizeLimit', sizeLimit],
  ],
  hostPath: ({ path, type = '' }) => [
    ['Type', 'HostPath (bare host directory volume)'],
    ['Path', path],
    ['HostPathType', type],
  ],
  configMap: ({ name, optional = false }) => [
    ['Type', 'ConfigMap (a volume populated by a ConfigMap)'],
    ['Name', name],
    ['Optional', optional],
  ],
  secret: ({ secretName, optional = false }) => [
    ['Type', 'Secret (a volume populated by a Secret)'],
    ['SecretName', secretName],
    ['Optional', optional],
  ],
  persistentVolumeClaim: ({ claimName, readOnly = false }) => [
    ['Type', 'PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)'],
    ['ClaimName', claimName],
    ['ReadOnly', readOnly],
  ],
  projected: ({ sources }) => [
    ['Type', 'Projected (a volume that contains injected data from multiple sources)'],
    ...((sources ?? []) as readonly Readonly<Record<string, Fields>>[]).flatMap(projectedSource),
  ],
};

function projectedSource({
  secret,
  downwardAPI,
  configMap,
  serviceAccountToken,
}: Readonly<Record<string, Fields>>): Lines {
  if (secret) {
    return [
      ['SecretName', secret['name']],
      ['Optional', secret['optional'] ?? false],
    ];
  }
  if (downwardAPI) return [['DownwardAPI', true]];
  if (configMap) {
    return [
      ['ConfigMapName', configMap['name']],
      ['Optional', configMap['optional'] ?? false],
    ];
  }
  return serviceAccountToken ? [['TokenExpirationSeconds', serviceAccountToken['expirationSeconds']]] : [];
}
