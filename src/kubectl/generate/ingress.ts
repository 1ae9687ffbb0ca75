import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Call } from '../command/command.js';
import { CommandError } from '../failures.js';
import { generatorCommand } from './generator.js';

export const createIngressCommand = generatorCommand({
  name: 'ingress',
  aliases: ['ing'],
  short: 'Create an ingress with the specified name.',
  usage: 'NAME --rule=host/path=service:port[,tls[=secret]]',
  resource: 'ingresses',
  task: 'create ingress',
  flags: [
    { name: 'class', type: 'string', usage: 'Class of the ingress.' },
    { name: 'rule', type: 'array', usage: 'host/path=service:port[,tls=secret]; may be repeated.' },
    { name: 'default-backend', type: 'string', usage: 'service:port for all that no rule takes.' },
    { name: 'annotation', type: 'array', usage: 'KEY=VALUE; may be repeated.' },
  ],
  make: ingress,
});

interface Rule {
  readonly host: string;
  readonly path: object;
  /** `''` for the controller's own certificate. */
  readonly secret?: string;
}

function ingress({ flags }: Call, name: string): KubeObject {
  const texts = flags.list('rule');
  const fallback = flags.string('default-backend');
  if (fallback === '' && texts.length === 0) {
    throw new CommandError(
      'not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)',
    );
  }
  if (fallback !== '' && !/^[\w-]+:[\w-]+$/.test(fallback)) {
    throw new CommandError('default-backend should be in format servicename:serviceport');
  }
  const annotations = Object.fromEntries(flags.list('annotation').map(annotation));
  const rules = texts.map(parsedRule);
  const ingressClassName = flags.string('class');
  return {
    kind: 'Ingress',
    apiVersion: 'networking.k8s.io/v1',
    metadata: { name, ...(Object.keys(annotations).length > 0 ? { annotations } : {}) },
    spec: {
      ...(ingressClassName === '' ? {} : { ingressClassName }),
      ...(fallback === '' ? {} : { defaultBackend: backend(...pair(fallback, ':')) }),
      ...tls(rules),
      ...(rules.length === 0 ? {} : { rules: byHost(rules) }),
    },
    status: { loadBalancer: {} },
  } as KubeObject;
}

function annotation(text: string): readonly [string, string] {
  if (!text.includes('=')) {
    throw new CommandError(`annotation ${text} is invalid and should be in format key=[value]`);
  }
  return pair(text, '=');
}

function parsedRule(text: string): Rule {
  const match = /^([\w*\-.]*)(\/[\w\-/.]*)(\*)?=([\w-]+):([\w-]+)(,tls(?:=([\w-]+))?)?$/.exec(text);
  if (!match) {
    throw new CommandError(`rule ${text} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]`);
  }
  const [, host = '', path = '', wildcard, service = '', port = '', tlsPart, secret = ''] = match;
  const pathType = wildcard === undefined ? 'Exact' : 'Prefix';
  return {
    host,
    path: { path, pathType, backend: backend(service, port) },
    ...(tlsPart === undefined ? {} : { secret }),
  };
}

function backend(name: string, port: string): object {
  return { service: { name, port: /^\d+$/.test(port) ? { number: Number(port) } : { name: port } } };
}

function byHost(rules: readonly Rule[]): object[] {
  return [...new Set(rules.map(({ host }) => host))].map((host) => ({
    ...(host === '' ? {} : { host }),
    http: { paths: rules.filter((rule) => rule.host === host).map(({ path }) => path) },
  }));
}

function tls(rules: readonly Rule[]): object {
  const secure = rules.filter(({ secret }) => secret !== undefined);
  if (secure.length === 0) return {};
  const entries = [...new Set(secure.map(({ secret }) => secret ?? ''))].map((secret) => {
    const hosts = [...new Set(secure.filter((rule) => rule.secret === secret).map(({ host }) => host))];
    const named = hosts.filter((host) => host !== '');
    return { ...(named.length > 0 ? { hosts: named } : {}), ...(secret === '' ? {} : { secretName: secret }) };
  });
  return { tls: entries };
}

function pair(text: string, sign: string): [string, string] {
  const at = text.indexOf(sign);
  return [text.slice(0, at), text.slice(at + 1)];
}
