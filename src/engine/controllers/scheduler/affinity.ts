import type { Node } from '../../../kube/shapes/core.js';
import type { LabelSelector } from '../../../kube/shapes/meta.js';
import type { Pod } from '../../../kube/shapes/pod.js';
import { hasAll, isMet, selects } from '../selector.js';

interface NodeTerm {
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
  readonly matchFields?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

export interface PodTerm {
  readonly labelSelector?: LabelSelector;
  readonly namespaces?: readonly string[];
  readonly topologyKey: string;
}

export interface SpreadConstraint {
  readonly maxSkew: number;
  readonly topologyKey: string;
  readonly whenUnsatisfiable?: string;
  readonly labelSelector?: LabelSelector;
}

interface Affinity {
  readonly nodeAffinity?: {
    readonly requiredDuringSchedulingIgnoredDuringExecution?: { readonly nodeSelectorTerms?: readonly NodeTerm[] };
    readonly preferredDuringSchedulingIgnoredDuringExecution?: readonly {
      readonly weight: number;
      readonly preference: NodeTerm;
    }[];
  };
  readonly podAffinity?: { readonly requiredDuringSchedulingIgnoredDuringExecution?: readonly PodTerm[] };
  readonly podAntiAffinity?: { readonly requiredDuringSchedulingIgnoredDuringExecution?: readonly PodTerm[] };
}

export function affinityOf(pod: Pod): Affinity {
  return (pod.spec.affinity ?? {}) as Affinity;
}

export function matchesNodeSelection(pod: Pod, node: Node): boolean {
  if (!hasAll(node.metadata.labels ?? {}, pod.spec.nodeSelector ?? {})) return false;
  const required = affinityOf(pod).nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return required === undefined || (required.nodeSelectorTerms ?? []).some((term) => matchesNodeTerm(term, node));
}

/** Sum of the weights of the preferences that the node meets. */
export function preferredWeight(pod: Pod, node: Node): number {
  const preferred = affinityOf(pod).nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  return preferred.reduce((sum, { weight, preference }) => sum + (matchesNodeTerm(preference, node) ? weight : 0), 0);
}

function matchesNodeTerm({ matchExpressions = [], matchFields = [] }: NodeTerm, node: Node): boolean {
  if (matchExpressions.length + matchFields.length === 0) return false;
  const fields = { 'metadata.name': node.metadata.name ?? '' };
  return (
    matchExpressions.every((requirement) => isMet(requirement, node.metadata.labels ?? {})) &&
    matchFields.every((requirement) => isMet(requirement, fields))
  );
}

/** Whether `other` is one of the Pods that the term of `pod` is about. */
export function isMeant(term: PodTerm, pod: Pod, other: Pod): boolean {
  const namespaces = term.namespaces && term.namespaces.length > 0 ? term.namespaces : [pod.metadata.namespace ?? ''];
  return (
    namespaces.includes(other.metadata.namespace ?? '') && selects(term.labelSelector, other.metadata.labels ?? {})
  );
}

export function spreadConstraints(pod: Pod): readonly SpreadConstraint[] {
  return (pod.spec.topologySpreadConstraints ?? []) as readonly SpreadConstraint[];
}
