import type { Hop } from '../../kube/hop.js';

type Text = string;

interface ForwardArgs {
  readonly pod: Text;
  readonly node: Text;
  readonly port: number;
  /** `service/web`, or empty when the Pod itself was named. */
  readonly chosenFor: Text;
}

/** What each reason of a hop carries: the closed list that `words` has a sentence for. */
interface ReasonArgs {
  /** resolve: the name has addresses; `outcomes` says what each query got: an rcode, NODATA or TIMEOUT. */
  resolved: {
    name: Text;
    queries: readonly Text[];
    /** Record types that were asked for with each name. */
    types: readonly Text[];
    outcomes: readonly Text[];
    addresses: readonly Text[];
    server: Text;
  };
  /** resolve: found in the machine's hosts file. */
  'hosts-file': { name: Text; addresses: readonly Text[] };
  /** resolve: none of the queried names exists. */
  'name-not-found': {
    name: Text;
    queries: readonly Text[];
    types: readonly Text[];
    outcomes: readonly Text[];
    server: Text;
  };
  /** resolve: the name exists, but has no address of the family asked for. */
  'no-address': {
    name: Text;
    queries: readonly Text[];
    types: readonly Text[];
    outcomes: readonly Text[];
    server: Text;
  };
  /** resolve: the DNS server gave no answer in time. */
  'dns-no-answer': {
    name: Text;
    queries: readonly Text[];
    types: readonly Text[];
    outcomes: readonly Text[];
    server: Text;
  };
  /** resolve: the DNS server answered with an error code. */
  'dns-error': {
    name: Text;
    queries: readonly Text[];
    types: readonly Text[];
    outcomes: readonly Text[];
    server: Text;
    rcode: Text;
  };
  /** resolve: the machine names no DNS server. */
  'no-dns-server': { name: Text };
  /** route: the packet goes to that Pod. */
  'route-pod': { ip: Text; pod: Text; node: Text };
  /** route: the packet goes to that node. */
  'route-node': { ip: Text; node: Text };
  /** route: the packet leaves the cluster to a host that exists. */
  'route-outside': { ip: Text; host: Text };
  /** route: from outside there is no way to Service and Pod addresses. */
  'no-route-from-outside': { ip: Text };
  /** route: the Service of that address has no such port; no rule speaks of the packet, it is lost. */
  'no-such-service-port': { ip: Text; port: Text; node: Text; service: Text; ports: readonly Text[] };
  /** route: the node's rules know no Service with that address; the packet is lost. */
  'no-such-service-address': { ip: Text; port: Text; node: Text };
  /** route: no Pod has this address (any more). */
  'no-such-pod': { ip: Text };
  /** route: no host answers to this address in the nodes' network. */
  'no-such-host': { ip: Text };
  /** route: an address outside that nobody answers. */
  'no-answer-outside': { ip: Text };
  /** route: a node on the way is switched off. */
  'node-down': { node: Text };
  /** route: a node on the way is cut off from the network. */
  'node-cut-off': { node: Text };
  /** route: a link loses packets, and lost this one. */
  'packet-lost': { between: Text; loss: number };
  /** route: a link takes longer than usual. */
  'link-delayed': { delayMs: number };
  /** route: packets of the connection were lost and sent again. */
  'packets-resent': { count: number };
  /** policy: a NetworkPolicy of the sender's Pod lets the packet out. */
  'egress-allowed': { pod: Text; peer: Text; port: Text; policy: Text };
  /** policy: NetworkPolicies select the sender's Pod, and none has a rule for the packet. */
  'egress-denied': { pod: Text; peer: Text; port: Text; policies: readonly Text[] };
  /** policy: a NetworkPolicy of the target's Pod lets the packet in. */
  'ingress-allowed': { pod: Text; peer: Text; port: Text; policy: Text };
  /** policy: NetworkPolicies select the target's Pod, and none has a rule for the packet. */
  'ingress-denied': { pod: Text; peer: Text; port: Text; policies: readonly Text[] };
  /** proxy: a rule of the node chose a backend. */
  'backend-chosen': {
    node: Text;
    service: Text;
    port: Text;
    via: Text;
    backend: Text;
    probability: number;
    count: number;
    sticky: boolean;
    masquerade: boolean;
  };
  /** proxy: the Service has no ready endpoint; the node refuses. */
  'no-endpoints': { node: Text; service: Text; port: Text; via: Text };
  /** proxy: traffic policy Local and no endpoint on this node; the node drops. */
  'no-local-endpoints': { node: Text; service: Text; port: Text; via: Text };
  /** proxy: the sender is outside loadBalancerSourceRanges; the node drops. */
  'source-not-allowed': { node: Text; service: Text; port: Text; via: Text };
  /** proxy: the Service of that address has no such port; the node refuses (nftables mode). */
  'port-rejected': { ip: Text; port: Text; node: Text; service: Text; ports: readonly Text[] };
  /** proxy: no Service has that address; the node drops (nftables mode). */
  'address-dropped': { ip: Text; port: Text; node: Text };
  /** balancer: the cloud's load balancer sent the packet to that node. */
  'balancer-chose': { service: Text; ip: Text; port: Text; node: Text; count: number };
  /** balancer: it does not serve this port. */
  'balancer-port-closed': { service: Text; ip: Text; port: Text };
  /** balancer: the sender is outside loadBalancerSourceRanges. */
  'balancer-source-denied': { service: Text; ip: Text; port: Text };
  /** balancer: no node passes its health check. */
  'balancer-no-target': { service: Text; ip: Text; port: Text };
  /** connect: a program took the connection. */
  connected: { ip: Text; port: number };
  /** connect: nobody listens on that port. */
  'nobody-listens': { ip: Text; port: number };
  /** connect: a program listens on that port, but on 127.0.0.1 only. */
  'listens-on-loopback': { ip: Text; port: number };
  /** connect: no answer; the program waited as long as it wanted to. */
  'gave-up': { ip: Text; port: number; afterMs: number };
  /** connect: no answer; the kernel gave up. */
  'no-answer': { ip: Text; port: number; afterMs: number };
  /** ingress: a rule of an Ingress names the Service behind it. */
  'ingress-rule': { ingress: Text; host: Text; path: Text; service: Text };
  /** ingress: the host has TLS, so plain HTTP is sent there (308). */
  'ingress-to-https': { ingress: Text; host: Text; path: Text };
  /** ingress: an annotation sends the client elsewhere. */
  'ingress-redirect': { ingress: Text; location: Text; status: number };
  /** ingress: the client is outside the networks that an annotation lets in (403). */
  'ingress-source-denied': { ingress: Text; source: Text };
  /** ingress: no Ingress of the controller has a rule for host and path (404). */
  'ingress-no-rule': { host: Text; path: Text };
  /** ingress: the rule's Service is not there (503). */
  'ingress-no-service': { ingress: Text; host: Text; path: Text; service: Text; port: Text };
  /** ingress: the rule's Service has no such port (503). */
  'ingress-no-port': { ingress: Text; host: Text; path: Text; service: Text; port: Text };
  /** ingress: the rule's Service has no ready endpoint (503). */
  'ingress-no-endpoints': { ingress: Text; host: Text; path: Text; service: Text; port: Text };
  /** gateway: a rule of an HTTPRoute chose this Service, with its share of the weights in percent. */
  'gateway-route': { gateway: Text; route: Text; service: Text; share: number };
  /** gateway: the rule sends the client elsewhere. */
  'gateway-redirect': { gateway: Text; route: Text; location: Text; status: number };
  /** gateway: the client's TLS asked for another name than its request (421). */
  'gateway-misdirected': { gateway: Text; host: Text; serverName: Text };
  /** gateway: no HTTPRoute of the Gateway matches (404). */
  'gateway-no-route': { gateway: Text; host: Text; path: Text };
  /** gateway: the route's backend is not there, or not allowed (500). */
  'gateway-no-backend': { gateway: Text; route: Text; service: Text; share: number };
  /** gateway: the route's backend has no ready endpoint (503). */
  'gateway-no-endpoints': { gateway: Text; route: Text; service: Text; share: number };
  /** port-forward: kubectl and the kubelet carry the connection into the Pod that was named. */
  'port-forward': ForwardArgs;
  /** port-forward: the same, into the one Pod that was chosen for a Service or a workload when kubectl started. */
  'port-forward-chosen': ForwardArgs;
  /** port-forward: nobody listens on that port inside the Pod. */
  'port-forward-refused': ForwardArgs;
  /** port-forward: the Pod that was chosen is no more. */
  'port-forward-gone': ForwardArgs;
  /** port-forward: the kubelet of the Pod's node does not answer. */
  'port-forward-silent': ForwardArgs;
  /** program: data came back. */
  answered: { bytes: number };
  /** program: it answered with this HTTP status. */
  'http-status': { status: number };
  /** program: connected, nothing was asked. */
  'nothing-asked': { ip: Text; port: number };
  /** program: it took the request and has not answered. */
  'program-silent': { afterMs: number };
  /** program: it said goodbye without an answer. */
  'closed-without-answer': { ip: Text; port: number };
  /** program: the connection was cut (its process or its machine went). */
  'connection-reset': { ip: Text; port: number };
}

type Reason = keyof ReasonArgs;

interface ReasonedHop<R extends Reason = Reason> extends Hop {
  readonly reason: R;
}

interface HopWords<R extends Reason> {
  readonly hop:
    | 'balancer'
    | 'resolve'
    | 'route'
    | 'policy'
    | 'proxy'
    | 'connect'
    | 'ingress'
    | 'gateway'
    | 'port-forward'
    | 'program';
  readonly verdict: Hop['verdict'];
  readonly reason: R;
  readonly args: ReasonArgs[R];
}

/** A hop whose arguments fit its reason. */
export function hopOf<R extends Reason>(words: HopWords<R>): ReasonedHop<R> {
  return words as ReasonedHop<R>;
}
