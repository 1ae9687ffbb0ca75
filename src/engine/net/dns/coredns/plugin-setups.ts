import { parseCache } from './cache-setup.js';
import { CorefileError, type Directive, type DirectiveLine } from './corefile.js';
import { parseErrors, parseLog } from './log-setups.js';
import type { ConfigPlace, Fallthrough, Plugins } from './plugin-settings.js';
import { parseRewrite, parseTemplate } from './rule-setups.js';
import { argumentError, goDuration, pluginError, setupError } from './setup-errors.js';
import { absolute, reverseZone, zonesOr } from './zone-names.js';

/** Reads one directive into the plugins of its server block. */
export type PluginSetup = (plugins: Plugins, directive: Directive, place: ConfigPlace) => void;

function portOf(text: string | undefined, otherwise: number): number {
  return Number(/:(\d+)$/.exec(text ?? '')?.[1] ?? otherwise);
}

function unknownProperty(plugin: string, place: ConfigPlace, { words, line }: DirectiveLine): CorefileError {
  return setupError(plugin, place, line, `unknown property '${words[0]}'`);
}

function fallthroughOf(words: readonly string[]): Fallthrough {
  return words.slice(1).map(absolute);
}

const PASSED_OVER = [
  ...['metadata', 'geoip', 'cancel', 'tls', 'quic', 'timeouts', 'multisocket', 'nsid', 'bufsize', 'bind', 'debug'],
  ...['trace', 'pprof', 'dnstap', 'local', 'dns64', 'any', 'acl', 'chaos', 'tsig', 'header', 'dnssec', 'autopath'],
  ...['minimal', 'transfer', 'route53', 'azure', 'clouddns', 'nomad', 'file', 'auto', 'secondary', 'etcd', 'grpc'],
  ...['erratic', 'whoami', 'on', 'sign', 'view', 'root'],
];

export const setups: Readonly<Record<string, PluginSetup>> = {
  ...Object.fromEntries(PASSED_OVER.map((name): [string, PluginSetup] => [name, (plugins) => passOver(plugins, name)])),
  errors(plugins, directive, place) {
    plugins.errors = parseErrors(directive, place);
  },
  log(plugins, directive, place) {
    plugins.log = parseLog(directive, place);
  },
  health(plugins, directive, place) {
    const { args, lines } = directive;
    atMost(1, 'health', directive, place);
    const stranger = lines.find(({ words }) => words[0] !== 'lameduck' || words.length !== 2);
    if (stranger) throw argumentError('health', place, stranger.line, stranger.words.at(-1) ?? '');
    const lameduckMs = goDuration('health', lines[0]?.words[1] ?? '0s');
    plugins.health = { port: portOf(args[0], 8080), lameduckMs };
  },
  ready(plugins, directive, place) {
    atMost(1, 'ready', directive, place);
    plugins.ready = { port: portOf(directive.args[0], 8181) };
  },
  prometheus(plugins, directive, place) {
    atMost(1, 'prometheus', directive, place);
    plugins.prometheus = { port: portOf(directive.args[0], 9153) };
  },
  reload(plugins, directive, place) {
    atMost(2, 'reload', directive, place);
    const [interval = '30s', jitter = '15s'] = directive.args;
    const [intervalMs, jitterMs] = [goDuration('reload', interval), goDuration('reload', jitter)];
    if (intervalMs < 2000) throw pluginError('reload', 'interval value must be greater or equal to 2s');
    if (jitterMs < 1000) throw pluginError('reload', 'jitter value must be greater or equal to 1s');
    plugins.reload = { intervalMs, jitterMs: Math.min(jitterMs, intervalMs / 2) };
  },
  loop(plugins, directive, place) {
    atMost(0, 'loop', directive, place);
    if (plugins.loop) throw pluginError('loop', 'this plugin can only be used once per Server Block');
    plugins.loop = true;
  },
  loadbalance(plugins, { args, line }, place) {
    const [policy = 'round_robin', ...more] = args;
    if (policy === 'weighted') passOver(plugins, 'loadbalance weighted');
    else if (policy !== 'round_robin') throw setupError('loadbalance', place, line, `unknown policy: ${policy}`);
    else if (more.length > 0) throw setupError('loadbalance', place, line, `unknown property for ${policy}`);
    plugins.loadbalance = true;
  },
  cache(plugins, directive, place) {
    plugins.cache = parseCache(directive, place);
  },
  rewrite(plugins, directive, place) {
    plugins.rewrites = [...(plugins.rewrites ?? []), ...parseRewrite(directive, place)];
  },
  template(plugins, directive, place) {
    plugins.templates = [...(plugins.templates ?? []), parseTemplate(directive, place)];
  },
  hosts: setUpHosts,
  kubernetes: setUpKubernetes,
  k8s_external: setUpExternal,
  forward: setUpForward,
};

function passOver(plugins: Plugins, name: string): void {
  plugins.ignored = [...(plugins.ignored ?? []), name];
}

function atMost(count: number, plugin: string, { args, line }: Directive, place: ConfigPlace): void {
  if (args.length > count) throw argumentError(plugin, place, line, args.at(-1) ?? '');
}

const LONGEST = 3600;

function setUpHosts(plugins: Plugins, { args, lines }: Directive, place: ConfigPlace): void {
  const isFile = args[0] !== undefined && (args[0].startsWith('/') || lines.length === 0);
  const inline = lines.filter(({ words }) => /^[0-9a-f.:]+$/i.test(words[0] ?? '') && words.length > 1);
  const options = lines.filter((entry) => !inline.includes(entry));
  const ttl = options.find(({ words }) => words[0] === 'ttl');
  const passing = options.find(({ words }) => words[0] === 'fallthrough');
  const stranger = options.find(
    ({ words }) => !['ttl', 'fallthrough', 'reload', 'no_reverse'].includes(words[0] ?? ''),
  );
  if (stranger) throw unknownProperty('hosts', place, stranger);
  plugins.hosts = {
    file: isFile ? (args[0] ?? '') : '/etc/hosts',
    inline: inline.map(({ words }) => words.join(' ')).join('\n'),
    zones: zonesOr(args.slice(isFile ? 1 : 0), place),
    ttl: Number(ttl?.words[1] ?? LONGEST),
    fallthrough: passing && fallthroughOf(passing.words),
  };
}

const POD_MODES = ['disabled', 'insecure', 'verified'] as const;

function setUpKubernetes(plugins: Plugins, { args, lines }: Directive, place: ConfigPlace): void {
  const of = (name: string) => lines.find(({ words }) => words[0] === name);
  const known = ['pods', 'ttl', 'namespaces', 'fallthrough', 'endpoint_pod_names', 'ignore', 'noendpoints', 'zonal'];
  const silent = ['kubeconfig', 'endpoint', 'tls', 'labels', 'namespace_labels', 'startup_timeout', 'apiserver_qps'];
  const stranger = lines.find(({ words }) => ![...known, ...silent].includes(words[0] ?? ''));
  if (stranger) throw unknownProperty('kubernetes', place, stranger);
  const mode = of('pods');
  const pods = POD_MODES.find((name) => name === (mode?.words[1] ?? 'disabled'));
  if (pods === undefined)
    throw setupError(
      'kubernetes',
      place,
      mode?.line ?? 1,
      `wrong value for pods: ${mode?.words[1]},  pods must be one of: disabled, verified, insecure`,
    );
  const ttl = of('ttl');
  const seconds = Number(ttl?.words[1] ?? 5);
  if (!(seconds >= 0 && seconds <= LONGEST)) {
    throw setupError('kubernetes', place, ttl?.line ?? 1, `ttl must be in range [0, 3600]: ${ttl?.words[1]}`);
  }
  const passing = of('fallthrough');
  plugins.kubernetes = {
    zones: zonesOr(args, place),
    pods,
    ttl: seconds,
    namespaces: of('namespaces')?.words.slice(1) ?? [],
    fallthrough: passing && fallthroughOf(passing.words),
    ignoreEmptyService: of('ignore')?.words[1] === 'empty_service',
    endpointPodNames: of('endpoint_pod_names') !== undefined,
    hasEndpoints: of('noendpoints') === undefined,
    zonal: of('zonal') !== undefined,
  };
}

function setUpExternal(plugins: Plugins, { args, lines }: Directive, place: ConfigPlace): void {
  const of = (name: string) => lines.find(({ words }) => words[0] === name);
  const passing = of('fallthrough');
  plugins.external = {
    zones: zonesOr(args, place),
    apex: of('apex')?.words[1] ?? 'dns',
    ttl: Number(of('ttl')?.words[1] ?? 5),
    headless: of('headless') !== undefined,
    fallthrough: passing && fallthroughOf(passing.words),
  };
}

const POLICIES = ['random', 'round_robin', 'sequential'] as const;

function setUpForward(plugins: Plugins, { args, lines, line }: Directive, place: ConfigPlace): void {
  const [from, ...to] = args;
  if (from === undefined || to.length === 0) {
    throw setupError(
      'forward',
      place,
      line,
      `Wrong argument count or unexpected line ending after '${from ?? 'forward'}'`,
    );
  }
  const wrong = to.find((target) => !target.startsWith('/') && !isAddressWithPort(target));
  if (wrong !== undefined)
    throw new CorefileError(`plugin/forward: not an IP address or file: ${JSON.stringify(wrong)}`);
  const known = [
    'except',
    'force_tcp',
    'prefer_udp',
    'policy',
    'max_concurrent',
    'max_fails',
    'expire',
    'health_check',
  ];
  const silent = [
    'tls',
    'tls_servername',
    'next',
    'failover',
    'max_age',
    'max_idle_conns',
    'failfast_all_unhealthy_upstreams',
    'read_timeout',
  ];
  const stranger = lines.find(({ words }) => ![...known, ...silent].includes(words[0] ?? ''));
  if (stranger) throw unknownProperty('forward', place, stranger);
  const policy = lines.find(({ words }) => words[0] === 'policy')?.words[1] ?? 'random';
  plugins.forwards = [
    ...(plugins.forwards ?? []),
    {
      from: absolute(reverseZone(from) ?? from),
      to,
      except: lines.filter(({ words }) => words[0] === 'except').flatMap(({ words }) => words.slice(1).map(absolute)),
      policy: POLICIES.find((name) => name === policy) ?? 'random',
      isTcp: lines.some(({ words }) => words[0] === 'force_tcp'),
    },
  ];
}

function isAddressWithPort(text: string): boolean {
  const plain = text.replace(/^(?:dns|tls):\/\//, '');
  return /^\d+\.\d+\.\d+\.\d+(?::\d+)?$/.test(plain) || /^\[?[0-9a-f:]*:[0-9a-f:]*\]?(?::\d+)?$/i.test(plain);
}
