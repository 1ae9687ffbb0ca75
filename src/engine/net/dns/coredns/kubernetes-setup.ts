import { parseLabelSelector, type Requirement, SelectorError } from '../../../../kube/label-selector.js';
import type { Directive, DirectiveLine } from './corefile.js';
import type { ConfigPlace, KubernetesSettings } from './plugin-settings.js';
import { argumentError, goNumber, pluginError, setupError } from './setup-errors.js';
import { absolute, zonesOr } from './zone-names.js';

const POD_MODES = ['disabled', 'insecure', 'verified'] as const;
const LONGEST = 3600;
const VALUED = ['pods', 'ttl', 'namespaces', 'ignore', 'labels', 'namespace_labels'];
const FLAGS = ['fallthrough', 'endpoint_pod_names', 'noendpoints', 'zonal'];
/** How the API server is reached: nothing here depends on it. */
const IGNORED = ['kubeconfig', 'endpoint', 'tls', 'startup_timeout', 'apiserver_qps'];

/** The plugin kubernetes with all its properties (upstream: plugin/kubernetes/setup.go), and what of it is not simulated. */
export function parseKubernetes(
  { args, lines }: Directive,
  place: ConfigPlace,
): { readonly settings: KubernetesSettings; readonly ignored: readonly string[] } {
  for (const entry of lines) checkLine(entry, place);
  const of = (name: string) => lines.find(({ words }) => words[0] === name)?.words.slice(1);
  const namespaces = of('namespaces') ?? [];
  if (namespaces.length > 0 && of('namespace_labels')) {
    throw pluginError('kubernetes', 'namespaces and namespace_labels cannot both be set');
  }
  const settings: KubernetesSettings = {
    zones: zonesOr(args, place),
    pods: POD_MODES.find((name) => name === of('pods')?.[0]) ?? 'disabled',
    ttl: Number(of('ttl')?.[0] ?? 5),
    namespaces,
    fallthrough: of('fallthrough')?.map(absolute),
    ignoreEmptyService: of('ignore')?.[0] === 'empty_service',
    endpointPodNames: of('endpoint_pod_names') !== undefined,
    hasEndpoints: of('noendpoints') === undefined,
    zonal: of('zonal') !== undefined,
    labels: requirementsOf(of('labels')),
    namespaceLabels: requirementsOf(of('namespace_labels')),
  };
  const ignored = lines.map(({ words }) => words[0] ?? '').filter((name) => IGNORED.includes(name));
  return { settings, ignored: ignored.map((name) => `kubernetes ${name}`) };
}

function checkLine({ words, line }: DirectiveLine, place: ConfigPlace): void {
  const [property = '', first] = words;
  const fail = (message: string) => setupError('kubernetes', place, line, message);
  if (![...VALUED, ...FLAGS, ...IGNORED].includes(property)) throw fail(`unknown property '${property}'`);
  if (!VALUED.includes(property)) return;
  if (first === undefined) throw argumentError('kubernetes', place, line, property);
  if (property === 'pods' && !POD_MODES.some((name) => name === first)) {
    throw fail(`wrong value for pods: ${first},  pods must be one of: disabled, verified, insecure`);
  }
  if (property === 'ignore' && first !== 'empty_service') throw fail(`unable to parse ignore value: '${first}'`);
  if (property !== 'ttl') return;
  const seconds = goNumber('kubernetes', first);
  if (seconds < 0 || seconds > LONGEST) throw fail(`ttl must be in range [0, 3600]: ${first}`);
}

function requirementsOf(words: readonly string[] | undefined): readonly Requirement[] {
  if (words === undefined) return [];
  const text = words.join(' ');
  try {
    return parseLabelSelector(text);
  } catch (error) {
    if (!(error instanceof SelectorError)) throw error;
    throw pluginError('kubernetes', `unable to parse label selector value: '${text}': ${error.message}`);
  }
}
