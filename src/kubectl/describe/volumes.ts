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
    sourceBlock(page, volume);
  }
}

/** The source of a volume, whichever of its fields that is. */
export function sourceBlock(page: Page, volume: object): void {
  const fields = volume as Readonly<Record<string, unknown>>;
  const source = Object.keys(fields).find((key) => SOURCES[key] !== undefined);
  const describe = source === undefined ? undefined : SOURCES[source];
  if (!describe) {
    page.raw('  <unknown>\n');
    return;
  }
  for (const [title, value] of describe((fields[source ?? ''] ?? {}) as Fields)) {
    if (title === '') page.raw(`      ${value}\n`);
    else if (value === '' && title === 'Items') page.raw('    Items:\n');
    else page.line(`    ${title}:`, goText(value));
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
  downwardAPI: ({ items }) => [
    ['Type', 'DownwardAPI (a volume populated by information about the pod)'],
    ['Items', ''],
    ...((items ?? []) as readonly Readonly<Record<string, unknown>>[]).map(
      ({ path, fieldRef, resourceFieldRef }) =>
        [
          '',
          `${(fieldRef as Fields | undefined)?.['fieldPath'] ?? (resourceFieldRef as Fields | undefined)?.['resource']} -> ${path}`,
        ] as const,
    ),
  ],
  nfs: ({ server, path, readOnly = false }) => [
    ['Type', 'NFS (an NFS mount that lasts the lifetime of a pod)'],
    ['Server', server],
    ['Path', path],
    ['ReadOnly', readOnly],
  ],
  local: ({ path }) => [
    ['Type', 'LocalVolume (a persistent volume backed by local storage on a node)'],
    ['Path', path],
  ],
  csi: ({ driver, fsType = '', volumeHandle, readOnly = false, volumeAttributes }) => [
    ['Type', 'CSI (a Container Storage Interface (CSI) volume source)'],
    ['Driver', driver],
    ['FSType', fsType],
    ['VolumeHandle', volumeHandle],
    ['ReadOnly', readOnly],
    ...Object.entries((volumeAttributes ?? {}) as Fields).map(
      ([key, value]) => ['VolumeAttributes', `      ${key}=${value}`] as const,
    ),
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
