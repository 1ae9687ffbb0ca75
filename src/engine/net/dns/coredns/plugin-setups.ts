import { parseCache } from './cache-setup.js';
import type { Directive } from './corefile.js';
import { parseForward } from './forward-setup.js';
import { parseHosts } from './hosts-setup.js';
import { parseKubernetes } from './kubernetes-setup.js';
import { parseErrors, parseLog } from './log-setups.js';
import type { ConfigPlace, Fallthrough, Plugins } from './plugin-settings.js';
import { parseRewrite } from './rewrite-setup.js';
import { argumentError, goDuration, pluginError, setupError } from './setup-errors.js';
import { parseTemplate } from './template-setup.js';
import { absolute, zonesOr } from './zone-names.js';

/** Reads one directive into the plugins of its server block. */
export type PluginSetup = (plugins: Plugins, directive: Directive, place: ConfigPlace) => void;

function portOf(text: string | undefined, otherwise: number): number {
  return Number(/:(\d+)$/.exec(text ?? '')?.[1] ?? otherwise);
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
    const { rules, ignored } = parseRewrite(directive, place);
    plugins.rewrites = [...(plugins.rewrites ?? []), ...rules];
    for (const name of ignored) passOver(plugins, name);
  },
  template(plugins, directive, place) {
    plugins.templates = [...(plugins.templates ?? []), parseTemplate(directive, place)];
  },
  hosts(plugins, directive, place) {
    plugins.hosts = parseHosts(directive, place);
  },
  kubernetes(plugins, directive, place) {
    const { settings, ignored } = parseKubernetes(directive, place);
    plugins.kubernetes = settings;
    for (const name of ignored) passOver(plugins, name);
  },
  k8s_external: setUpExternal,
  forward(plugins, directive, place) {
    const { settings, ignored } = parseForward(directive, place);
    plugins.forwards = [...(plugins.forwards ?? []), settings];
    for (const name of ignored) passOver(plugins, name);
  },
};

function passOver(plugins: Plugins, name: string): void {
  plugins.ignored = [...(plugins.ignored ?? []), name];
}

function atMost(count: number, plugin: string, { args, line }: Directive, place: ConfigPlace): void {
  if (args.length > count) throw argumentError(plugin, place, line, args.at(-1) ?? '');
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
