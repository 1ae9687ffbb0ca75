import { sha512 } from '../../../../kube/sha512.js';
import type { Sys } from '../../../../sh/program.js';
import type { CorednsFrame } from './coredns-frame.js';
import { CorefileError, parseCorefile } from './corefile.js';
import { listen } from './listeners.js';
import type { ServerConfig } from './plugin-settings.js';
import { serverConfigs } from './server-config.js';

export function configurationOf(text: string, path: string): readonly ServerConfig[] {
  return serverConfigs(parseCorefile(text, path), path);
}

/** Looks at the Corefile in the rhythm of the plugin reload; a broken one is told, and the old one goes on. */
export function checkCorefile(frame: CorednsFrame, sys: Sys): void {
  if (frame.nextLook === undefined || !sys.sleepUntil(frame.nextLook)) return;
  planLook(frame, sys);
  const text = sys.files.stat(frame.path)?.type === 'file' ? sys.files.read(frame.path) : frame.seen;
  if (text === frame.seen) return;
  frame.seen = text;
  sys.write(1, '[INFO] Reloading\n');
  try {
    frame.servers = configurationOf(text, frame.path);
  } catch (error) {
    if (!(error instanceof CorefileError)) throw error;
    const { message } = error;
    sys.write(1, `[ERROR] Restart failed: ${message}\n`);
    const told = `Corefile changed but reload failed: starting with listener file descriptors: ${message}`;
    sys.write(1, `[ERROR] plugin/reload: ${told}\n`);
    return;
  }
  Object.assign(frame, { text, cache: {} });
  if (!listen(frame, sys)) return;
  runningConfiguration(frame, sys);
  sys.write(1, '[INFO] Reloading complete\n');
}

/** What a configuration tells of itself when it begins. */
export function runningConfiguration(frame: CorednsFrame, sys: Sys): void {
  for (const name of new Set(frame.servers.flatMap(({ plugins }) => plugins.ignored ?? []))) {
    const [plugin = '', option] = name.split(' ');
    const what = option === undefined ? 'this plugin' : `"${option}"`;
    sys.write(1, `[WARNING] plugin/${plugin}: svc-learn does not simulate ${what}; it is passed over\n`);
  }
  if (reloadOf(frame)) {
    const body = JSON.stringify(parseCorefile(frame.text, frame.path)).replace(/[^ -~]/g, '?');
    sys.write(1, `[INFO] plugin/reload: Running configuration SHA512 = ${sha512(body)}\n`);
  }
  planLook(frame, sys);
  startLoopCheck(frame, sys);
}

function reloadOf({ servers }: CorednsFrame) {
  return servers.find(({ plugins }) => plugins.reload)?.plugins.reload;
}

/** Replicas look at different times; the jitter is the host's own, so that it costs no chance. */
function planLook(frame: CorednsFrame, sys: Sys): void {
  delete frame.nextLook;
  const reload = reloadOf(frame);
  if (reload === undefined) return;
  const { intervalMs, jitterMs } = reload;
  frame.nextLook =
    sys.now() + intervalMs + Math.round(((hashOf(sys.hostname) % 1000) / 1000) * jitterMs - jitterMs / 2);
  sys.sleepUntil(frame.nextLook);
}

/** The plugin loop asks itself for a name that nobody else asks for. */
function startLoopCheck(frame: CorednsFrame, sys: Sys): void {
  delete frame.loop;
  const server = frame.servers.find(({ zone, plugins }) => plugins.loop && plugins.forwards && zone === '.');
  const target = server?.plugins.forwards?.find(({ from }) => from === '.')?.to.find((to) => !to.startsWith('/'));
  if (target === undefined) return;
  const hash = hashOf(`${sys.hostname}${frame.text}`);
  const name = `${hash * 48_271}.${hash * 16_807}.`;
  const [ip = '', port] = target.split(':');
  const query = sys.net.query({
    name,
    type: 'HINFO',
    server: ip,
    port: Number(port ?? 53),
    attempts: 1,
    isUntraced: true,
  });
  frame.loop = { name, query, seen: 0 };
}

function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
