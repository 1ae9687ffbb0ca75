import { deepEqual } from '../../kube/deep-equal.js';
import { type FieldError, forbidden, invalid } from '../../kube/field-error.js';
import { compareQuantities, parseQuantity } from '../../kube/quantity.js';
import type { Container, Pod, PodSpec } from '../../kube/shapes/pod.js';
import { imageErrors } from './container-validation.js';
import { defineKind, keptStatus } from './define-kind.js';
import { ephemeralContainerErrors, withEphemeralContainers } from './ephemeral-containers.js';
import { metadataErrors } from './metadata.js';
import { POD_COLUMNS, podCells } from './pod-cells.js';
import { podDefaults } from './pod-defaults.js';
import { podSpecDiff } from './pod-spec-diff.js';
import { podSpecErrors, podSpecWarnings } from './pod-validation.js';

export const podKind = defineKind<Pod>({
  kind: 'Pod',
  plural: 'pods',
  shortNames: ['po'],
  categories: ['all'],
  subresources: ['status', 'binding', 'log', 'exec', 'attach', 'portforward', 'ephemeralcontainers', 'eviction'],
  parts: { ephemeralcontainers: { prepare: withEphemeralContainers, validate: ephemeralContainerErrors } },
  defaults: podDefaults,
  prepareCreate: (pod) => ({ ...pod, status: { phase: 'Pending', qosClass: qosClass(pod.spec) } }),
  prepareUpdate: keptStatus,
  validateCreate: (pod) => [
    ...metadataErrors(pod),
    ...podSpecErrors(pod.spec),
    ...(pod.spec.ephemeralContainers?.length ? [forbidden('spec.ephemeralContainers', 'cannot be set on create')] : []),
  ],
  validateUpdate: podUpdateErrors,
  validateStatus: () => [],
  generation: ({ spec }) => spec,
  columns: POD_COLUMNS,
  cells: podCells,
  warnings: ({ spec }) => podSpecWarnings(spec),
  fields: {
    'spec.nodeName': ({ spec }) => spec.nodeName ?? '',
    'spec.restartPolicy': ({ spec }) => spec.restartPolicy ?? '',
    'spec.schedulerName': ({ spec }) => spec.schedulerName ?? '',
    'spec.serviceAccountName': ({ spec }) => spec.serviceAccountName ?? '',
    'spec.hostNetwork': ({ spec }) => String(spec.hostNetwork ?? false),
    'status.phase': ({ status }) => status?.phase ?? '',
    'status.podIP': ({ status }) => status?.podIP ?? '',
    'status.podIPs': ({ status }) => status?.podIPs?.[0]?.ip ?? '',
    'status.nominatedNodeName': ({ status }) => status?.nominatedNodeName ?? '',
  },
});

/** Guaranteed: every container's cpu and memory are limited and requests equal limits; BestEffort: nothing is said. */
function qosClass(spec: PodSpec): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  const containers = [...spec.containers, ...(spec.initContainers ?? [])];
  const isSaid = (list: Readonly<Record<string, string>> | undefined) =>
    list !== undefined && ['cpu', 'memory'].some((name) => (parseQuantity(list[name] ?? '0')?.nanos ?? 0n) > 0n);
  if (!containers.some(({ resources }) => isSaid(resources?.limits) || isSaid(resources?.requests)))
    return 'BestEffort';
  return containers.every(isGuaranteed) ? 'Guaranteed' : 'Burstable';
}

function isGuaranteed({ resources }: Container): boolean {
  return ['cpu', 'memory'].every((name) => {
    const limit = parseQuantity(resources?.limits?.[name] ?? '');
    const request = parseQuantity(resources?.requests?.[name] ?? '');
    return limit !== undefined && request !== undefined && compareQuantities(limit, request) === 0;
  });
}

const FROZEN =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

/** Only images, a shorter deadline and more tolerations may change (`ValidatePodUpdate`). */
function podUpdateErrors(pod: Pod, old: Pod): readonly FieldError[] {
  const errors: FieldError[] = [...metadataErrors(pod)];
  if (pod.spec === old.spec || deepEqual(pod.spec, old.spec)) return errors;
  for (const list of ['containers', 'initContainers'] as const) {
    const [now, then] = [pod.spec[list] ?? [], old.spec[list] ?? []];
    if (now.length !== then.length) {
      return [
        ...errors,
        forbidden(
          `spec.${list}`,
          `pod updates may not add or remove ${list === 'containers' ? 'containers' : 'init containers'}`,
        ),
      ];
    }
    errors.push(...now.flatMap(({ image }, index) => imageErrors(image ?? '', `spec.${list}[${index}].image`)));
  }
  errors.push(...deadlineErrors(pod.spec.activeDeadlineSeconds, old.spec.activeDeadlineSeconds));
  const allowed = withAllowedChanges(pod.spec, old.spec);
  const added = (old.spec.tolerations ?? []).every((one) =>
    pod.spec.tolerations?.some((other) => deepEqual(one, other)),
  );
  if (!added)
    errors.push(forbidden('spec.tolerations', 'existing toleration can not be modified except its tolerationSeconds'));
  if (errors.length > 0 || deepEqual(allowed, old.spec)) return errors;
  return [forbidden('spec', `${FROZEN}\n${podSpecDiff(allowed, old.spec)}`)];
}

function deadlineErrors(now: number | undefined, then: number | undefined): FieldError[] {
  if (now === then || then === undefined) return [];
  const path = 'spec.activeDeadlineSeconds';
  if (now === undefined) return [invalid(path, null, 'must not update from a positive integer to nil value')];
  return now > then ? [invalid(path, now, `must be less than or equal to previous value`)] : [];
}

/** The new spec with the old values where change is allowed, so that only what is forbidden differs. */
function withAllowedChanges(spec: PodSpec, old: PodSpec): PodSpec {
  const images = (now: readonly Container[], then: readonly Container[]) =>
    now.map((container, index) => {
      const image = then[index]?.image;
      return image === undefined ? container : { ...container, image };
    });
  const { activeDeadlineSeconds: _deadline, tolerations: _tolerations, ...rest } = spec;
  return {
    ...rest,
    containers: images(spec.containers, old.containers),
    ...(spec.initContainers ? { initContainers: images(spec.initContainers, old.initContainers ?? []) } : {}),
    ...(old.activeDeadlineSeconds === undefined ? {} : { activeDeadlineSeconds: old.activeDeadlineSeconds }),
    ...(old.tolerations === undefined ? {} : { tolerations: old.tolerations }),
  };
}
