import { CorefileError, type Directive, type ServerBlock } from './corefile.js';
import type { ConfigPlace, Plugins, ServerConfig } from './plugin-settings.js';
import { type PluginSetup, setups } from './plugin-setups.js';
import { absolute, reverseZone } from './zone-names.js';

/** Sets all plugins up, as CoreDNS does at its start; throws CorefileError. */
export function serverConfigs(blocks: readonly ServerBlock[], path: string): readonly ServerConfig[] {
  const servers: ServerConfig[] = [];
  for (const { keys, directives } of blocks) {
    const addresses = keys.map((key) => addressOf(key, path));
    const plugins: Plugins = {};
    const zones = addresses.map(({ zone }) => zone);
    for (const directive of directives) setUp(plugins, directive, { path, zones });
    for (const { zone, port } of addresses) {
      if (servers.some((other) => other.zone === zone && other.port === port)) {
        throw new CorefileError(`cannot serve dns://${zone}:${port} - it is already defined`);
      }
      servers.push({ zone, port, plugins });
    }
  }
  return servers;
}

function setUp(plugins: Plugins, directive: Directive, place: ConfigPlace): void {
  const setup: PluginSetup | undefined = Object.hasOwn(setups, directive.name) ? setups[directive.name] : undefined;
  if (setup === undefined) {
    throw new CorefileError(
      `${place.path}:${directive.line} - Error during parsing: Unknown directive '${directive.name}'`,
    );
  }
  setup(plugins, directive, place);
}

/** `example.org:1053`, `dns://.:53`, `10.0.0.0/8` and the like. */
function addressOf(key: string, path: string): { readonly zone: string; readonly port: number } {
  const plain = key.replace(/^dns:\/\//, '');
  if (/^[a-z]+:\/\//.test(plain)) throw new CorefileError(`${path}: transport of ${key} is not simulated`);
  const [, host = '', portText] = /^(.*?)(?::(\d+))?$/.exec(plain) ?? [];
  return { zone: absolute(reverseZone(host) ?? host), port: Number(portText ?? 53) };
}
