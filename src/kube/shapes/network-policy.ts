import type { IntOrString, KubeObject, LabelSelector } from './meta.js';

export interface NetworkPolicy extends KubeObject {
  readonly spec?: NetworkPolicySpec;
}

export interface NetworkPolicySpec {
  readonly podSelector?: LabelSelector;
  readonly ingress?: readonly { readonly ports?: readonly PolicyPort[]; readonly from?: readonly PolicyPeer[] }[];
  readonly egress?: readonly { readonly ports?: readonly PolicyPort[]; readonly to?: readonly PolicyPeer[] }[];
  readonly policyTypes?: readonly string[];
}

export interface PolicyPort {
  readonly protocol?: string;
  readonly port?: IntOrString;
  readonly endPort?: number;
}

export interface PolicyPeer {
  readonly podSelector?: LabelSelector;
  readonly namespaceSelector?: LabelSelector;
  readonly ipBlock?: { readonly cidr?: string; readonly except?: readonly string[] };
}
