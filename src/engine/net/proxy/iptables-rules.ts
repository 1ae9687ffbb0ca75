import { endText, isIpv6 } from '../address.js';
import { chainNames, endpointChain } from './chain-names.js';
import type { Backend, PortRules } from './port-rules.js';
import type { ProxyOptions } from './rule-table.js';

/** One rule in the words of `iptables-save`, and the chain it stands in. */
export interface Rule {
  readonly table: 'filter' | 'nat';
  readonly chain: string;
  readonly text: string;
}

/** The rules that one Service port puts into the chains of its node (upstream: syncProxyRules). */
export function rulesOf(rules: PortRules, options: ProxyOptions): readonly Rule[] {
  const writer = { rules, options, names: chainNames(rules.name, rules.protocol) };
  return [
    ...serviceAddressRules(writer),
    ...nodePortRules(writer),
    ...externalRules(writer),
    ...firewallRules(writer),
    ...balancingRules(writer),
    ...endpointRules(writer),
  ];
}

interface Writer {
  readonly rules: PortRules;
  readonly options: ProxyOptions;
  readonly names: ReturnType<typeof chainNames>;
}

function nat(chain: string, text: string): Rule {
  return { table: 'nat', chain, text };
}

function filter(chain: string, text: string): Rule {
  return { table: 'filter', chain, text };
}

function comment(text: string): string {
  return `-m comment --comment "${text}"`;
}

function isExposed({ rules }: Writer): boolean {
  return rules.nodePort !== 0 || rules.loadBalancerIPs.length > 0 || rules.externalIPs.length > 0;
}

function hasInternal({ rules }: Writer): boolean {
  return rules.hasAny && (!rules.internalLocal || rules.local.length > 0);
}

function hasExternal({ rules }: Writer): boolean {
  return rules.hasAny && (!rules.externalLocal || rules.local.length > 0);
}

function internalChain({ rules, names }: Writer): string {
  return rules.internalLocal ? names.local : names.service;
}

function usesFirewall({ rules }: Writer): boolean {
  return rules.hasAny && rules.loadBalancerIPs.length > 0 && rules.sourceRanges.length > 0;
}

/** Destination and comment of a packet to one address of the Service. */
function toAddress({ rules }: Writer, ip: string, about: string): string {
  return `-d ${ip}/${isIpv6(ip) ? 128 : 32} -p ${rules.protocol} ${comment(`${rules.name} ${about}`)} ${toPort(rules.protocol, rules.port)}`;
}

function toPort(protocol: string, port: number): string {
  return `-m ${protocol} --dport ${port}`;
}

/** The end of a packet that no endpoint takes. */
function refusal({ rules }: Writer): { readonly about: string; readonly target: string } {
  return rules.hasAny
    ? { about: 'has no local endpoints', target: '-j DROP' }
    : {
        about: 'has no endpoints',
        target: `-j REJECT --reject-with ${isIpv6(rules.clusterIP) ? 'icmp6' : 'icmp'}-port-unreachable`,
      };
}

function serviceAddressRules(writer: Writer): readonly Rule[] {
  const { rules, names } = writer;
  const { about, target } = refusal(writer);
  const outer = usesFirewall(writer) ? names.firewall : names.external;
  const refused = (ip: string) => filter('KUBE-EXTERNAL-SERVICES', `${toAddress(writer, ip, about)} ${target}`);
  const refusals = hasExternal(writer) ? [] : [...rules.externalIPs, ...rules.loadBalancerIPs].map(refused);
  const accepted = rules.hasAny
    ? [
        ...rules.externalIPs.map((ip) =>
          nat('KUBE-SERVICES', `${toAddress(writer, ip, 'external IP')} -j ${names.external}`),
        ),
        ...rules.loadBalancerIPs.map((ip) =>
          nat('KUBE-SERVICES', `${toAddress(writer, ip, 'loadbalancer IP')} -j ${outer}`),
        ),
      ]
    : [];
  const internal = hasInternal(writer)
    ? nat('KUBE-SERVICES', `${toAddress(writer, rules.clusterIP, 'cluster IP')} -j ${internalChain(writer)}`)
    : filter('KUBE-SERVICES', `${toAddress(writer, rules.clusterIP, about)} ${target}`);
  return [internal, ...accepted, ...refusals];
}

function nodePortRules(writer: Writer): readonly Rule[] {
  const { rules, names, options } = writer;
  const { about, target } = refusal(writer);
  const found: Rule[] = [];
  if (rules.healthCheckNodePort !== 0) {
    const text = `-p tcp ${comment(`${rules.name} health check node port`)} ${toPort('tcp', rules.healthCheckNodePort)} -j ACCEPT`;
    found.push(filter('KUBE-NODEPORTS', text));
  }
  if (rules.nodePort === 0) return found;
  const port = toPort(rules.protocol, rules.nodePort);
  const match = `-p ${rules.protocol} ${comment(rules.name)} ${port}`;
  if (rules.hasAny) {
    const counter = '-m nfacct --nfacct-name  localhost_nps_accepted_pkts';
    const isIpv4 = !isIpv6(rules.clusterIP);
    if (options.localhostNodePorts && isIpv4) {
      found.push(nat('KUBE-NODEPORTS', `-d 127.0.0.0/8 ${match} ${counter} -j ${names.external}`));
    }
    found.push(nat('KUBE-NODEPORTS', `${match} -j ${names.external}`));
  }
  if (!hasExternal(writer)) {
    const text = `-p ${rules.protocol} ${comment(`${rules.name} ${about}`)} -m addrtype --dst-type LOCAL ${port} ${target}`;
    found.push(filter('KUBE-EXTERNAL-SERVICES', text));
  }
  return found;
}

function externalRules(writer: Writer): readonly Rule[] {
  const { rules, names, options } = writer;
  if (!rules.hasAny || !isExposed(writer)) return [];
  const chain = names.external;
  if (!rules.externalLocal) {
    const about = comment(`masquerade traffic for ${rules.name} external destinations`);
    return [nat(chain, `${about} -j KUBE-MARK-MASQ`), nat(chain, `-j ${names.service}`)];
  }
  const about = (what: string) => comment(`${what} traffic for ${rules.name} external destinations`);
  const short =
    options.podCidr === undefined ? [] : [nat(chain, `-s ${options.podCidr} ${about('pod')} -j ${names.service}`)];
  return [
    ...short,
    nat(chain, `${about('masquerade LOCAL')} -m addrtype --src-type LOCAL -j KUBE-MARK-MASQ`),
    nat(chain, `${about('route LOCAL')} -m addrtype --src-type LOCAL -j ${names.service}`),
    ...(hasExternal(writer) ? [nat(chain, `-j ${names.local}`)] : []),
  ];
}

function firewallRules(writer: Writer): readonly Rule[] {
  const { rules, names } = writer;
  if (!usesFirewall(writer)) return [];
  const from = (range: string) =>
    nat(names.firewall, `-s ${range} ${comment(`${rules.name} loadbalancer IP`)} -j ${names.external}`);
  const rest = comment(`other traffic to ${rules.name} will be dropped by KUBE-PROXY-FIREWALL`);
  const blocked = `traffic not accepted by ${names.firewall}`;
  return [
    ...rules.sourceRanges.map(from),
    ...(rules.allowsNode ? rules.loadBalancerIPs.map((ip) => from(`${ip}/32`)) : []),
    nat(names.firewall, rest),
    ...rules.loadBalancerIPs.map((ip) => filter('KUBE-PROXY-FIREWALL', `${toAddress(writer, ip, blocked)} -j DROP`)),
  ];
}

function balancingRules(writer: Writer): readonly Rule[] {
  const { rules, names, options } = writer;
  const found: Rule[] = [];
  const { masqueradeAll, podCidr } = options;
  if (hasInternal(writer) && (masqueradeAll || podCidr !== undefined)) {
    const others = masqueradeAll ? '' : `! -s ${podCidr} `;
    const text = `${others}${toAddress(writer, rules.clusterIP, 'cluster IP')} -j KUBE-MARK-MASQ`;
    found.push(nat(internalChain(writer), text));
  }
  if (rules.cluster.length > 0) found.push(...choose(rules, names.service, rules.cluster));
  if (rules.local.length > 0) found.push(...choose(rules, names.local, rules.local));
  return found;
}

/** The affinity lists first, then the chain of probabilities. */
function choose(rules: PortRules, chain: string, backends: readonly Backend[]): readonly Rule[] {
  const about = (backend: Backend) => comment(`${rules.name} -> ${endText(backend)}`);
  const target = (backend: Backend) => endpointChain(rules.name, rules.protocol, endText(backend));
  const sticky = backends.map((backend) => {
    const name = target(backend);
    const recent = `-m recent --rcheck --seconds ${rules.affinity} --reap --name ${name} --mask ${mask(backend)} --rsource`;
    return nat(chain, `${about(backend)} ${recent} -j ${name}`);
  });
  const random = backends.map((backend, at) => {
    const left = backends.length - at;
    const chance = left === 1 ? '' : ` -m statistic --mode random --probability ${probability(left)}`;
    return nat(chain, `${about(backend)}${chance} -j ${target(backend)}`);
  });
  return rules.affinity > 0 ? [...sticky, ...random] : random;
}

function mask({ ip }: Backend): string {
  return isIpv6(ip) ? 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff' : '255.255.255.255';
}

/** kube-proxy writes ten decimals; the kernel keeps 31 bits of them. */
function probability(count: number): string {
  return (Math.round(Number((1 / count).toFixed(10)) * 2 ** 31) / 2 ** 31).toFixed(11);
}

function endpointRules({ rules }: Writer): readonly Rule[] {
  return rules.reachable.flatMap((backend) => {
    const chain = endpointChain(rules.name, rules.protocol, endText(backend));
    const about = comment(rules.name);
    const remember = rules.affinity > 0 ? `-m recent --set --name ${chain} --mask ${mask(backend)} --rsource ` : '';
    const target = `-m ${rules.protocol} -j DNAT --to-destination ${endText(backend)}`;
    return [
      nat(chain, `-s ${backend.ip}/${isIpv6(backend.ip) ? 128 : 32} ${about} -j KUBE-MARK-MASQ`),
      nat(chain, `-p ${rules.protocol} ${about} ${remember}${target}`),
    ];
  });
}
