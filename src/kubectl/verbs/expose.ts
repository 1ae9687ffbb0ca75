import { kindWithGroup } from '../../client/resource-mapper.js';
import { mergePatch } from '../../kube/merge-patch.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Call, Command } from '../command/command.js';
import { CommandError, reduceFailures } from '../failures.js';
import { exposedService, serviceSource } from '../generate/exposed-service.js';
import type { SourcePort } from '../generate/service-source.js';
import { PRINT_FLAGS } from '../print/format.js';
import { FILENAME_FLAGS } from '../resource/selector-flags.js';
import { type LiveTarget, liveTargets } from '../resource/targets.js';
import { DRY_RUN, dryRunOf } from '../write/dry-run.js';
import { savedConfig } from '../write/last-applied.js';
import { outcome, typedOutcome } from '../write/outcome.js';
import { labelPairs } from '../write/pairs.js';
import { fieldManagerFlag, SAVE_CONFIG, writeQuery } from '../write/write-query.js';

export const exposeCommand: Command = {
  name: 'expose',
  short: 'Expose a resource as a new Kubernetes service.',
  summary: 'Take a replication controller, service, deployment or pod and expose it as a new Kubernetes service',
  usage:
    '(-f FILENAME | TYPE NAME) [--port=port] [--protocol=TCP|UDP|SCTP] [--target-port=number-or-name] [--name=name] [--external-ip=external-ip-of-service] [--type=type]',
  examples: '  # A service in front of a deployment\n  kubectl expose deployment web --port=80 --target-port=8080',
  flags: [
    ...FILENAME_FLAGS,
    ...PRINT_FLAGS,
    DRY_RUN,
    SAVE_CONFIG,
    fieldManagerFlag('kubectl-expose'),
    { name: 'cluster-ip', type: 'string', usage: "The service's address; None for a headless service." },
    { name: 'external-ip', type: 'string', usage: 'Further address that the nodes take for the service.' },
    { name: 'labels', short: 'l', type: 'string', usage: 'Labels of the service.' },
    { name: 'load-balancer-ip', type: 'string', usage: 'Address of the load balancer.' },
    { name: 'name', type: 'string', usage: 'Name of the service.' },
    {
      name: 'override-type',
      type: 'string',
      default: 'merge',
      usage: 'How --overrides merges: json, merge, strategic.',
    },
    { name: 'overrides', type: 'string', usage: 'JSON that is put over the made object.' },
    { name: 'port', type: 'string', usage: 'Port of the service; taken from the object without it.' },
    { name: 'protocol', type: 'string', usage: 'Protocol of the service.' },
    { name: 'selector', type: 'string', usage: 'Selector of the service; taken from the object without it.' },
    { name: 'session-affinity', type: 'string', usage: 'None or ClientIP.' },
    { name: 'target-port', type: 'string', usage: 'Name or number of the container port.' },
    { name: 'type', type: 'string', usage: 'ClusterIP, NodePort, LoadBalancer or ExternalName.' },
  ],
  run: expose,
};

async function expose(call: Call): Promise<undefined> {
  const { flags, args, session } = call;
  const dryRun = dryRunOf(call);
  const answer = dryRun === 'client' ? await typedOutcome(call, dryRun) : await outcome(call, dryRun);
  const found = await liveTargets(call, { args });
  const failures = [...found.failures];
  for (const target of found.targets) {
    try {
      const service = await serviceOf(call, target);
      if (dryRun === 'client') answer.print(service, 'exposed');
      else {
        const path = `/api/v1/namespaces/${await session.namespace()}/services`;
        const client = await session.client();
        const object = savedConfig(service, flags.bool('save-config'));
        answer.print(await client.create<KubeObject>(path, object, writeQuery(flags, dryRun)), 'exposed');
      }
    } catch (failure) {
      failures.push(failure);
    }
  }
  const failure = reduceFailures(failures);
  if (failure !== undefined) throw failure;
  return undefined;
}

async function serviceOf({ flags, session }: Call, { object, resource }: LiveTarget): Promise<KubeObject> {
  const source = serviceSource(object);
  if (!source) {
    const { kind, group } = resource;
    throw new CommandError(
      `cannot expose a ${group === '' ? kind : kindWithGroup({ kind, group }).replace(/^[^.]+/, kind)}`,
    );
  }
  const selector = flags.string('selector');
  const chosen = selector === '' ? source.selector(object) : labelPairs(selector);
  const known = source.ports(object);
  const clusterIP = flags.string('cluster-ip');
  const ports = flags.string('port') || known.map(({ port }) => port).join(',');
  if (ports === '' && clusterIP !== 'None') {
    throw new CommandError("couldn't find port via --port flag or introspection");
  }
  const service = exposedService({
    name: flags.string('name') || (object.metadata.name ?? '').slice(0, 63),
    labels: flags.string('labels') === '' ? (object.metadata.labels ?? {}) : labelPairs(flags.string('labels')),
    selector: chosen,
    ports,
    protocol: flags.string('protocol'),
    protocols: protocolsOf(known),
    targetPort: flags.string('target-port'),
    type: flags.string('type'),
    externalIP: flags.string('external-ip'),
    loadBalancerIP: flags.string('load-balancer-ip'),
    sessionAffinity: flags.string('session-affinity'),
    clusterIP,
  });
  const placed = session.hasNamespaceFlag()
    ? { ...service, metadata: { ...service.metadata, namespace: await session.namespace() } }
    : service;
  return overridden(placed, flags.string('overrides'));
}

function protocolsOf(ports: readonly SourcePort[]): Readonly<Record<string, readonly string[]>> {
  const found: Record<string, string[]> = {};
  for (const { port, protocol } of ports) {
    const key = String(port);
    found[key] = [...new Set([...(found[key] ?? []), protocol])];
  }
  return found;
}

/** `--overrides` of expose and run: a JSON merge patch over the made object. */
export function overridden(object: KubeObject, text: string): KubeObject {
  if (text === '') return object;
  try {
    return mergePatch(object, JSON.parse(text)) as KubeObject;
  } catch (cause) {
    throw new CommandError(`invalid configuration: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}
