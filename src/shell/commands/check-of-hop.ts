import type { Hop, Trace } from '../../kube/hop.js';

/** The command that shows with one's own eyes what was wrong at this hop. */
export function checkOfHop(hop: Hop, trace: Trace): string | undefined {
  const { service, pod } = trace;
  switch (hop.reason) {
    case 'name-not-found':
    case 'no-such-service-address':
    case 'address-dropped':
    case 'no-route-from-outside':
      return 'kubectl get services --all-namespaces';
    case 'no-address':
      return endpoints(serviceOfName(String(hop.args['name'] ?? ''), trace.from));
    case 'no-endpoints':
    case 'no-local-endpoints':
      return endpoints(service ?? String(hop.args['service'] ?? ''));
    case 'ingress-no-rule':
      return 'kubectl get ingress --all-namespaces';
    case 'gateway-no-route':
      return 'kubectl get httproutes --all-namespaces';
    case 'gateway-no-backend':
      return about('describe httproute', String(hop.args['route'] ?? ''));
    case 'gateway-no-endpoints':
      return endpoints(String(hop.args['service'] ?? ''));
    case 'ingress-source-denied':
    case 'ingress-no-service':
    case 'ingress-no-port':
      return about('describe ingress', String(hop.args['ingress'] ?? ''));
    case 'ingress-no-endpoints':
      return endpoints(String(hop.args['service'] ?? ''));
    case 'dns-no-answer':
      return 'kubectl get pods -n kube-system -l k8s-app=kube-dns';
    case 'dns-error':
      return 'kubectl logs -n kube-system -l k8s-app=kube-dns';
    case 'no-dns-server':
      return inSender(trace.from, 'cat /etc/resolv.conf');
    case 'no-such-service-port':
    case 'port-rejected':
      return about('get service', service ?? String(hop.args['service'] ?? ''));
    case 'balancer-port-closed':
      return about('get service', String(hop.args['service'] ?? ''));
    case 'balancer-no-target':
      return endpoints(String(hop.args['service'] ?? ''));
    case 'balancer-source-denied':
      return `${about('get service', String(hop.args['service'] ?? ''))} -o yaml`;
    case 'source-not-allowed':
      return service && `${about('get service', service)} -o yaml`;
    case 'egress-denied':
    case 'ingress-denied':
      return describePolicies(hop.args['policies']);
    case 'no-such-pod':
      return 'kubectl get pods --all-namespaces -o wide';
    case 'no-such-host':
    case 'port-forward-silent':
    case 'node-down':
    case 'node-cut-off':
      return 'kubectl get nodes -o wide';
    case 'nobody-listens':
    case 'listens-on-loopback':
    case 'program-silent':
    case 'closed-without-answer':
    case 'connection-reset':
      return pod && about('logs', pod);
    case 'port-forward-refused':
      return about('describe pod', String(hop.args['pod'] ?? ''));
    case 'port-forward-gone':
      return `kubectl get pods${flagOf(String(hop.args['pod'] ?? '').split('/')[0] ?? '')}`;
    case 'packet-lost':
      return 'fault list';
    case 'gave-up':
    case 'no-answer':
      return pod && `${about('get pod', pod)} -o wide`;
    default:
      return undefined;
  }
}

/** `verb` on `NAMESPACE/NAME`. */
function about(verb: string, name: string): string {
  const [namespace = '', own = ''] = name.split('/');
  return `kubectl ${verb} ${own}${flagOf(namespace)}`;
}

/** One command shows all of them: they are of one namespace. */
function describePolicies(policies: unknown): string | undefined {
  const names = Array.isArray(policies) ? policies.map((policy) => String(policy).split('/')) : [];
  const own = names.map(([, name]) => name).join(' ');
  return own === '' ? undefined : `kubectl describe networkpolicy ${own}${flagOf(names[0]?.[0] ?? '')}`;
}

function endpoints(service: string): string {
  const [namespace = '', name = ''] = service.split('/');
  return `kubectl get endpointslices${flagOf(namespace)} -l kubernetes.io/service-name=${name}`;
}

function flagOf(namespace: string): string {
  return namespace === 'default' || namespace === '' ? '' : ` -n ${namespace}`;
}

/** `NAMESPACE/NAME` of the Service that a name means to its asker. */
function serviceOfName(name: string, from: string): string {
  const [service = '', namespace] = name.split('.');
  const own = from.startsWith('pod/') ? from.split('/')[1] : 'default';
  return `${namespace ?? own ?? 'default'}/${service}`;
}

function inSender(from: string, command: string): string {
  const [kind, namespace = '', name = ''] = from.split('/');
  return kind === 'pod' ? `kubectl exec ${name}${flagOf(namespace)} -- ${command}` : command;
}
