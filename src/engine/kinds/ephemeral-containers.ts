import { deepEqual } from '../../kube/deep-equal.js';
import { duplicate, type FieldError, forbidden, required } from '../../kube/field-error.js';
import type { Container, Pod } from '../../kube/shapes/pod.js';
import { podDefaults } from './pod-defaults.js';

const FIELD = 'spec.ephemeralContainers';
/** What a container for debugging cannot have: the Pod's plan stays as it was. */
const NOT_FOR_THEM = ['ports', 'livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle'] as const;

/** `pods/ephemeralcontainers` changes nothing else. */
export function withEphemeralContainers(pod: Pod, old: Pod): Pod {
  const { ephemeralContainers = [] } = podDefaults(pod).spec;
  if (ephemeralContainers.length === 0) return old;
  return { ...old, spec: { ...old.spec, ephemeralContainers } };
}

/** They are only ever added (`ValidatePodEphemeralContainersUpdate`). */
export function ephemeralContainerErrors({ spec }: Pod, old: Pod): readonly FieldError[] {
  const { ephemeralContainers = [], containers, initContainers = [] } = spec;
  const errors: FieldError[] = [];
  const taken = new Set([...containers, ...initContainers].map(({ name }) => name));
  ephemeralContainers.forEach((container, at) => {
    const field = `${FIELD}[${at}]`;
    const { name, image, targetContainerName } = container;
    if (!name) errors.push(required(`${field}.name`));
    else if (taken.has(name)) errors.push(duplicate(`${field}.name`, name));
    taken.add(name);
    if (!image) errors.push(required(`${field}.image`));
    for (const one of NOT_FOR_THEM) {
      if (container[one] !== undefined) {
        errors.push(forbidden(`${field}.${one}`, 'cannot be set for an Ephemeral Container'));
      }
    }
    if (targetContainerName && ![...containers, ...initContainers].some((each) => each.name === targetContainerName)) {
      errors.push({ type: 'NotFound', field: `${field}.targetContainerName`, value: targetContainerName, detail: '' });
    }
  });
  for (const before of old.spec.ephemeralContainers ?? []) {
    const now = ephemeralContainers.find(({ name }: Container) => name === before.name);
    if (now === undefined) errors.push(forbidden(FIELD, 'existing ephemeral containers may not be removed'));
    else if (!deepEqual(now, before)) {
      errors.push(forbidden(FIELD, 'existing ephemeral containers may not be changed'));
    }
  }
  return errors;
}
