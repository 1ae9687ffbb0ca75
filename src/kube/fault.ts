/**
 * Something that is broken on purpose. Places of a link: `pod/NAMESPACE/NAME`, `node/NAME` (the machine with its Pods),
 * `outside` or `any`.
 */
export type Fault =
  /** The machine is off (its programs are gone), or runs on without a network. */
  | { readonly kind: 'node-down' | 'node-cut'; readonly node: string }
  /** Packets between two places are lost (`loss` of 100) or take longer, both ways. */
  | {
      readonly kind: 'link';
      readonly between: readonly [string, string];
      readonly loss?: number;
      readonly delayMs?: number;
    }
  /** CoreDNS is scaled to nothing, or kube-proxy no longer writes rules (on one node or all). */
  | { readonly kind: 'stopped'; readonly component: 'coredns' | 'kube-proxy'; readonly node?: string }
  /** No node port or cluster IP is left. */
  | { readonly kind: 'exhausted'; readonly range: 'node-ports' | 'cluster-ips' }
  /** Probes of a Pod (`NAMESPACE/NAME`) say this, whatever the program answers; without `probe`: all of them. */
  | {
      readonly kind: 'probe';
      readonly pod: string;
      readonly probe?: 'startup' | 'liveness' | 'readiness';
      readonly outcome: 'pass' | 'fail';
    };

export interface ActiveFault {
  readonly id: number;
  /** Virtual time of its begin, in ms since the cluster's epoch. */
  readonly at: number;
  readonly fault: Fault;
}
