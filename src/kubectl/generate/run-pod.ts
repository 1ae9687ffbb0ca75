import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Flags } from '../command/flags.js';
import { CommandError } from '../failures.js';
import { labelPairs } from '../write/pairs.js';

/** The Pod of `kubectl run`, its fields in the order of the Go structs. */
export function runPod(flags: Flags, name: string, command: readonly string[]): KubeObject {
  const labels = flags.string('labels') === '' ? { run: name } : labelPairs(flags.string('labels'));
  const annotations = Object.fromEntries(flags.list('annotations').map(annotation));
  const port = flags.string('port');
  if (port !== '' && !/^[-+]?\d+$/.test(port)) {
    throw new CommandError(`strconv.Atoi: parsing ${JSON.stringify(port)}: invalid syntax`);
  }
  const env = flags.list('env').map(environmentVariable);
  const policy = flags.string('image-pull-policy');
  const isInteractive = flags.bool('stdin');
  const container = {
    name,
    image: flags.string('image'),
    ...(command.length === 0 ? {} : flags.bool('command') ? { command } : { args: command }),
    ...(port === '' ? {} : { ports: [{ containerPort: Number(port) }] }),
    ...(env.length > 0 ? { env } : {}),
    resources: {},
    ...(policy === '' ? {} : { imagePullPolicy: policy }),
    ...(flags.isSet('privileged') ? { securityContext: { privileged: flags.bool('privileged') } } : {}),
    ...(isInteractive ? { stdin: true } : {}),
    ...(isInteractive && !flags.bool('leave-stdin-open') ? { stdinOnce: true } : {}),
    ...(flags.bool('tty') ? { tty: true } : {}),
  };
  return {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: { name, labels, ...(Object.keys(annotations).length > 0 ? { annotations } : {}) },
    spec: { containers: [container], restartPolicy: flags.string('restart') || 'Always', dnsPolicy: 'ClusterFirst' },
    status: {},
  } as KubeObject;
}

function environmentVariable(text: string): object {
  const at = text.indexOf('=');
  const [name, value] = [text.slice(0, at), text.slice(at + 1)];
  if (at < 1) throw new CommandError(`invalid env: ${text}`);
  return { name, ...(value === '' ? {} : { value }) };
}

function annotation(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new CommandError(`annotations must be of format key=value, got ${text}`);
  return [text.slice(0, at), text.slice(at + 1)];
}
