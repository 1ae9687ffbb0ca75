import type { KubeObject } from '../../kube/shapes/meta.js';
import { column, defineKind } from './define-kind.js';
import type { Kind } from './kind.js';
import { metadataErrors } from './metadata.js';

/** Kinds that the API server only keeps, by group: `Kind plural scope [short names]`; scope `n` for namespaced, `c` for cluster. */
const STORED: Readonly<Record<string, readonly string[]>> = {
  '': ['PodTemplate podtemplates n'],
  'admissionregistration.k8s.io': [
    'MutatingAdmissionPolicy mutatingadmissionpolicies c',
    'MutatingAdmissionPolicyBinding mutatingadmissionpolicybindings c',
    'MutatingWebhookConfiguration mutatingwebhookconfigurations c',
    'ValidatingAdmissionPolicy validatingadmissionpolicies c',
    'ValidatingAdmissionPolicyBinding validatingadmissionpolicybindings c',
    'ValidatingWebhookConfiguration validatingwebhookconfigurations c',
  ],
  'apiextensions.k8s.io': ['CustomResourceDefinition customresourcedefinitions c crd,crds'],
  'apiregistration.k8s.io': ['APIService apiservices c'],
  'certificates.k8s.io': ['CertificateSigningRequest certificatesigningrequests c csr'],
  'flowcontrol.apiserver.k8s.io': [
    'FlowSchema flowschemas c',
    'PriorityLevelConfiguration prioritylevelconfigurations c',
  ],
  'node.k8s.io': ['RuntimeClass runtimeclasses c'],
  'resource.k8s.io': [
    'DeviceClass deviceclasses c',
    'ResourceClaim resourceclaims n',
    'ResourceClaimTemplate resourceclaimtemplates n',
    'ResourceSlice resourceslices c',
  ],
  'storage.k8s.io': [
    'CSIDriver csidrivers c',
    'CSINode csinodes c',
    'CSIStorageCapacity csistoragecapacities n',
    'VolumeAttachment volumeattachments c',
    'VolumeAttributesClass volumeattributesclasses c vac',
  ],
};

export const storedKinds: readonly Kind[] = Object.entries(STORED).flatMap(([group, lines]) =>
  lines.map((line) => storedKind(group, line)),
);

function storedKind(group: string, line: string): Kind {
  const [kind = '', plural = '', scope = 'n', shortNames] = line.split(' ');
  const namespaced = scope === 'n';
  return defineKind<KubeObject>({
    group,
    kind,
    plural,
    namespaced,
    shortNames: shortNames?.split(',') ?? [],
    validateCreate: (object) => metadataErrors(object, { namespaced }),
    columns: [column('Name'), column('Created At', 'date')],
    cells: ({ metadata }) => [metadata.name ?? '', metadata.creationTimestamp ?? ''],
  });
}
