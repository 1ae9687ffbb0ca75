import type { Pod } from '../../kube/shapes/pod.js';

export interface DnsSettings {
  readonly servers: readonly string[];
  readonly searches: readonly string[];
  readonly options: readonly string[];
}

export interface ClusterDns {
  readonly server: string;
  readonly domain: string;
  /** What the node itself uses; absent when the kubelet was given no file of the node. */
  readonly host?: DnsSettings;
}

/** A Pod's resolver settings by dnsPolicy and dnsConfig (pkg/kubelet/network/dns). */
export function podDns(pod: Pod, cluster: ClusterDns): DnsSettings {
  const { dnsConfig } = pod.spec;
  const base = baseSettings(pod, cluster);
  const extra = (dnsConfig?.options ?? []).map(({ name, value }) => (value ? `${name}:${value}` : name));
  const names = new Set(extra.map((option) => option.split(':')[0]));
  return {
    servers: unique([...base.servers, ...(dnsConfig?.nameservers ?? [])]).slice(0, 3),
    searches: unique([...base.searches, ...(dnsConfig?.searches ?? [])]).slice(0, 32),
    options: [...base.options.filter((option) => !names.has(option.split(':')[0])), ...extra],
  };
}

const NO_HOST: DnsSettings = { servers: ['127.0.0.1'], searches: ['.'], options: [] };

function baseSettings(pod: Pod, { server, domain, host }: ClusterDns): DnsSettings {
  const policy = pod.spec.dnsPolicy ?? 'ClusterFirst';
  if (policy === 'None') return { servers: [], searches: [], options: [] };
  if (policy === 'Default' || (policy === 'ClusterFirst' && pod.spec.hostNetwork)) return host ?? NO_HOST;
  const searches = [`${pod.metadata.namespace ?? 'default'}.svc.${domain}`, `svc.${domain}`, domain];
  return { servers: [server], searches: [...searches, ...(host?.searches ?? [])], options: ['ndots:5'] };
}

export function resolvConf({ servers, searches, options }: DnsSettings): string {
  return [
    ...(searches.length > 0 ? [`search ${searches.join(' ')}`] : []),
    ...servers.map((server) => `nameserver ${server}`),
    ...(options.length > 0 ? [`options ${options.join(' ')}`] : []),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

/** A Pod's hosts file as the kubelet manages it. */
export function hostsFile(
  pod: Pod,
  { ips, hostname, domain }: { readonly ips: readonly string[]; hostname: string; domain: string },
): string {
  const { subdomain, hostAliases = [] } = pod.spec;
  const full = subdomain ? `${hostname}.${subdomain}.${pod.metadata.namespace}.svc.${domain}\t` : '';
  const aliases = hostAliases.map(({ ip: address, hostnames = [] }) => `${address}\t${hostnames.join('\t')}\n`);
  return [
    '# Kubernetes-managed hosts file.\n',
    '127.0.0.1\tlocalhost\n',
    '::1\tlocalhost ip6-localhost ip6-loopback\n',
    'fe00::0\tip6-localnet\nfe00::0\tip6-mcastprefix\nfe00::1\tip6-allnodes\nfe00::2\tip6-allrouters\n',
    ...ips.map((ip) => `${ip}\t${full}${hostname}\n`),
    ...(aliases.length > 0 ? ['\n# Entries added by HostAliases.\n', ...aliases] : []),
  ].join('');
}

function unique(words: readonly string[]): string[] {
  return [...new Set(words)];
}
