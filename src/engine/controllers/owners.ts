import type { KubeObject, OwnerReference } from '../../kube/shapes/meta.js';

/** The ownerReference of the object's controller, if it has one. */
export function controllerOf(object: KubeObject): OwnerReference | undefined {
  for (const reference of object.metadata.ownerReferences ?? NOBODY)
    if (reference.controller === true) return reference;
  return undefined;
}

const NOBODY: readonly OwnerReference[] = [];

export function isControlledBy(object: KubeObject, owner: KubeObject): boolean {
  return controllerOf(object)?.uid === owner.metadata.uid;
}

/** meta/v1 NewControllerRef. */
export function controllerReference(owner: KubeObject): OwnerReference {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name ?? '',
    uid: owner.metadata.uid ?? '',
    controller: true,
    blockOwnerDeletion: true,
  };
}
