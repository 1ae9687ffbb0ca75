/** `create namespace|configmap|secret|serviceaccount`. */
import { base64Encode } from '../../kube/base64.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import { isKeyOf, readCertificates } from '../../kube/x509/certificate.js';
import type { Call, Command } from '../command/command.js';
import { CommandError } from '../failures.js';
import { contentHash } from '../kustomize/hash.js';
import { generatorCommand } from './generator.js';
import { APPEND_HASH, KEY_VALUE_FLAGS, keyValues } from './key-values.js';

export const createNamespaceCommand = generatorCommand({
  name: 'namespace',
  aliases: ['ns'],
  short: 'Create a namespace with the specified name.',
  usage: 'NAME',
  resource: 'namespaces',
  isClusterScoped: true,
  flags: [],
  make: (_, name) => ({ kind: 'Namespace', apiVersion: 'v1', metadata: { name }, spec: {}, status: {} }) as KubeObject,
});

export const createServiceAccountCommand = generatorCommand({
  name: 'serviceaccount',
  aliases: ['sa'],
  short: 'Create a service account with the specified name.',
  usage: 'NAME',
  resource: 'serviceaccounts',
  task: 'create serviceaccount',
  flags: [],
  make: (_, name) => ({ kind: 'ServiceAccount', apiVersion: 'v1', metadata: { name } }),
});

export const createConfigMapCommand = generatorCommand({
  name: 'configmap',
  aliases: ['cm'],
  short: 'Create a config map from a local file, directory or literal value.',
  usage: 'NAME [--from-file=[key=]source] [--from-literal=key1=value1]',
  resource: 'configmaps',
  task: 'create configmap',
  flags: KEY_VALUE_FLAGS,
  async make(call, name) {
    const data = await keyValues(call, { kind: 'ConfigMap', name });
    const map = { kind: 'ConfigMap', apiVersion: 'v1', metadata: { name }, ...present({ data }) };
    return hashed(call, map, { kind: map.kind, name, data });
  },
});

const genericSecretCommand = generatorCommand({
  name: 'generic',
  short: 'Create a secret from a local file, directory, or literal value',
  usage: 'NAME [--type=string] [--from-file=[key=]source] [--from-literal=key1=value1]',
  resource: 'secrets',
  task: 'create secret',
  flags: [...KEY_VALUE_FLAGS, { name: 'type', type: 'string', usage: 'Type of the secret.' }],
  async make(call, name) {
    return hashedSecret(call, secret(name, await keyValues(call, { kind: 'Secret', name }), call.flags.string('type')));
  },
});

const tlsSecretCommand = generatorCommand({
  name: 'tls',
  short: 'Create a TLS secret',
  usage: 'NAME --cert=path/to/cert/file --key=path/to/key/file',
  resource: 'secrets',
  task: 'create secret',
  flags: [
    APPEND_HASH,
    { name: 'cert', type: 'string', usage: 'File with the certificate.' },
    { name: 'key', type: 'string', usage: 'File with the key.' },
  ],
  async make(call, name) {
    const [cert, key] = [call.flags.string('cert'), call.flags.string('key')];
    if (key === '' || cert === '') throw new CommandError('key and cert must be specified');
    const texts = { 'tls.crt': await fileText(call, cert), 'tls.key': await fileText(call, key) };
    for (const [part, text] of [
      ['certificate', texts['tls.crt']],
      ['key', texts['tls.key']],
    ] as const) {
      if (!text.includes('-----BEGIN ')) throw new CommandError(`tls: failed to find any PEM data in ${part} input`);
    }
    const [certificate] = readCertificates(texts['tls.crt']) ?? [];
    if (certificate !== undefined && !isKeyOf(certificate, texts['tls.key'])) {
      throw new CommandError('tls: private key does not match public key');
    }
    return hashedSecret(call, secret(name, texts, 'kubernetes.io/tls'));
  },
});

const registrySecretCommand = generatorCommand({
  name: 'docker-registry',
  short: 'Create a secret for use with a Docker registry',
  usage: 'NAME --docker-username=user --docker-password=password --docker-email=email [--docker-server=string]',
  resource: 'secrets',
  task: 'create secret',
  flags: [
    APPEND_HASH,
    { name: 'from-file', type: 'list', usage: 'File, KEY=FILE or directory; may be repeated.' },
    { name: 'docker-server', type: 'string', default: 'https://index.docker.io/v1/', usage: 'Registry.' },
    { name: 'docker-username', type: 'string', usage: 'User.' },
    { name: 'docker-password', type: 'string', usage: 'Password.' },
    { name: 'docker-email', type: 'string', usage: 'Mail address.' },
  ],
  async make(call, name) {
    const { flags } = call;
    if (flags.list('from-file').length > 0) {
      const [text = ''] = Object.values(await keyValues(call, { kind: 'Secret', name }));
      return hashedSecret(call, secret(name, { '.dockerconfigjson': text }, 'kubernetes.io/dockerconfigjson'));
    }
    const [username, password] = [flags.string('docker-username'), flags.string('docker-password')];
    if (username === '' || password === '') {
      throw new CommandError(
        'either --from-file or the combination of --docker-username, --docker-password and --docker-server is required',
      );
    }
    const email = flags.string('docker-email');
    const entry = {
      username,
      password,
      ...(email === '' ? {} : { email }),
      auth: base64Encode(`${username}:${password}`),
    };
    const text = JSON.stringify({ auths: { [flags.string('docker-server')]: entry } });
    return hashedSecret(call, secret(name, { '.dockerconfigjson': text }, 'kubernetes.io/dockerconfigjson'));
  },
});

export const createSecretCommand: Command = {
  name: 'secret',
  short: 'Create a secret using a specified subcommand.',
  usage: '(docker-registry | generic | tls)',
  commands: [registrySecretCommand, genericSecretCommand, tlsSecretCommand],
};

function secret(name: string, texts: Readonly<Record<string, string>>, type: string): KubeObject {
  const data = Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, base64Encode(text)]));
  const fields = { ...present({ data }), ...(type === '' ? {} : { type }) };
  return { kind: 'Secret', apiVersion: 'v1', metadata: { name }, ...fields };
}

/** `--append-hash`: a name that changes with the content. */
function hashed({ flags }: Call, object: KubeObject, content: object): KubeObject {
  if (!flags.bool('append-hash')) return object;
  const name = `${object.metadata.name}-${contentHash(content)}`;
  return { ...object, metadata: { ...object.metadata, name } };
}

function hashedSecret(call: Call, object: KubeObject & { readonly data?: object; readonly type?: string }): KubeObject {
  const { kind, metadata, data = null, type = '' } = object;
  return hashed(call, object, { kind, type, name: metadata.name, data });
}

function present({ data }: { readonly data: Readonly<Record<string, string>> }): object {
  return Object.keys(data).length === 0 ? {} : { data };
}

async function fileText({ env }: Call, path: string): Promise<string> {
  const text = await env.files.read(path);
  if (typeof text === 'string') return text;
  throw new CommandError(`Cannot read file ${path}, open ${path}: ${text.message}`);
}
