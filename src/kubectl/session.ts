import { discoverApi } from '../client/discovery.js';
import {
  EMPTY_KUBECONFIG,
  findCluster,
  findContext,
  findUser,
  type Kubeconfig,
  mergeKubeconfigs,
  parseKubeconfig,
} from '../client/kubeconfig.js';
import { ResourceMapper } from '../client/resource-mapper.js';
import { RestClient } from '../client/rest-client.js';
import { ConnectionError } from '../client/transport.js';
import type { Flags } from './command/flags.js';
import { GLOBAL_FLAGS } from './command/global-flags.js';
import { parseGoDuration } from './command/go-duration.js';
import type { KubectlEnv, PemSource, ServerTarget } from './env.js';
import { CommandError, PlainError } from './failures.js';
import { logLine } from './log-line.js';

/** What one command knows of its surroundings: kubeconfig, server, namespace; each found when first asked for. */
export class Session {
  private readonly memo = new Map<string, Promise<unknown>>();
  private readonly warned = new Set<string>();

  constructor(
    private readonly env: KubectlEnv,
    private readonly flags: Flags,
    /** `kubectl create service` */
    private readonly path: string,
  ) {}

  client(): Promise<RestClient> {
    return this.once('client', async () => {
      const transport = this.env.connect(await this.target());
      return new RestClient(transport, { headers: this.headers(), onWarning: (text) => this.warn(text) });
    });
  }

  mapper(): Promise<ResourceMapper> {
    return this.once('mapper', async () => {
      const client = await this.client();
      try {
        return new ResourceMapper(await discoverApi(client));
      } catch (failure) {
        if (failure instanceof ConnectionError) await this.logNoDiscovery(failure);
        throw failure;
      }
    });
  }

  /** The namespace of this command, and whether a flag or the context said so. */
  async namespace(): Promise<string> {
    return this.flags.string('namespace') || (await this.context()).namespace || 'default';
  }

  hasNamespaceFlag(): boolean {
    return this.flags.string('namespace') !== '';
  }

  /** All kubeconfig files as one. */
  kubeconfig(): Promise<Kubeconfig> {
    return this.once('kubeconfig', async () => {
      const configs: Kubeconfig[] = [];
      for (const path of this.kubeconfigPaths()) {
        const text = await this.env.files.read(path);
        if (typeof text === 'string') configs.push(parsedConfig(path, text));
        else if (this.flags.string('kubeconfig') !== '') throw new CommandError(`stat ${path}: ${text.message}`);
      }
      return configs.length === 0 ? EMPTY_KUBECONFIG : mergeKubeconfigs(configs);
    });
  }

  /** In the order of their say: the flag, $KUBECONFIG, the home directory's. */
  kubeconfigPaths(): readonly string[] {
    const flag = this.flags.string('kubeconfig');
    if (flag !== '') return [flag];
    const listed = (this.env.env['KUBECONFIG'] ?? '').split(':').filter((path) => path !== '');
    return listed.length > 0 ? listed : [`${this.env.env['HOME'] ?? ''}/.kube/config`];
  }

  async target(): Promise<ServerTarget> {
    const config = await this.kubeconfig();
    const context = await this.context();
    const cluster = findCluster(config, this.flags.string('cluster') || context.cluster);
    const user = findUser(config, this.userFlag() || context.user);
    const flag = (name: string) => this.flags.string(name) || undefined;
    this.requireEntries(context, { cluster, user });
    const timeout = this.requestTimeout();
    await this.requireFile(
      'certificate-authority',
      'certificate-authority',
      this.flags.string('cluster') || context.cluster || '',
    );
    await this.requireFile('client-certificate', 'client-cert', this.userFlag() || context.user || '');
    await this.requireFile('client-key', 'client-key', this.userFlag() || context.user || '');
    const fields = {
      server: withScheme(flag('server') ?? cluster?.server ?? 'http://localhost:8080'),
      certificateAuthority: pem(
        flag('certificate-authority') ?? cluster?.['certificate-authority'],
        cluster?.['certificate-authority-data'],
      ),
      insecure: this.flags.bool('insecure-skip-tls-verify') || cluster?.['insecure-skip-tls-verify'],
      token: flag('token') ?? user?.token,
      username: flag('username') ?? user?.username,
      password: flag('password') ?? user?.password,
      clientCertificate: pem(
        flag('client-certificate') ?? user?.['client-certificate'],
        user?.['client-certificate-data'],
      ),
      clientKey: pem(flag('client-key') ?? user?.['client-key'], user?.['client-key-data']),
      timeoutMs: timeout,
    };
    return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
  }

  /** In ms; `undefined` for no limit. */
  requestTimeout(): number | undefined {
    return timeoutMs(this.flags.string('request-timeout'));
  }

  /** Prints a warning of the server, each text once. */
  warn(text: string): void {
    if (this.warned.has(text)) return;
    this.warned.add(text);
    this.env.stderr(`Warning: ${text}\n`);
  }

  /** Throws CommandError when warnings came that count as errors. */
  refuseWarnings(): void {
    const { size } = this.warned;
    if (size > 0 && this.flags.bool('warnings-as-errors')) {
      throw new CommandError(`${size} warning${size === 1 ? '' : 's'} received`);
    }
  }

  private async context() {
    const config = await this.kubeconfig();
    const name = this.flags.string('context') || config['current-context'] || '';
    const context = findContext(config, name);
    if (this.flags.string('context') !== '' && !context) {
      throw new PlainError(`Error in configuration: context was not found for specified context: ${name}`);
    }
    return context ?? {};
  }

  /** client-go asks again and again, and logs each time. */
  private async logNoDiscovery({ message }: ConnectionError): Promise<void> {
    const { server } = await this.target();
    const cause = message.replace('dial tcp localhost:', 'dial tcp 127.0.0.1:');
    const text = `couldn't get current server API group list: Get "${server}/api?timeout=32s": ${cause}`;
    const line = logLine(this.env, 'E', `memcache.go:265] "Unhandled Error" err=${JSON.stringify(text)}`);
    this.env.stderr(line.repeat(FEW_TRIES.test(this.path) ? 4 : 5));
  }

  /** The user of the kubeconfig; some verbs have a `--user` of their own, which is another. */
  private userFlag(): string {
    const spec = this.flags.specs.find(({ name }) => name === 'user');
    return spec && GLOBAL_FLAGS.includes(spec) ? this.flags.string('user') : '';
  }

  /** What flags name must be there, and only a user who is somebody else belongs to other groups. */
  private requireEntries(
    context: { readonly user?: string },
    found: { readonly cluster: unknown; readonly user: unknown },
  ): void {
    const [cluster, user] = [this.flags.string('cluster'), this.userFlag()];
    if (cluster !== '' && !found.cluster && this.flags.string('server') === '') {
      throw new CommandError(`no server found for cluster ${JSON.stringify(cluster)}`);
    }
    if (user !== '' && !found.user) throw new CommandError(`auth info ${JSON.stringify(user)} does not exist`);
    const isMore = ['as-group', 'as-uid', 'as-user-extra'].some((name) => this.flags.isSet(name));
    if (isMore && this.flags.string('as') === '') {
      throw new CommandError(
        `requesting uid, groups or user-extra for ${user || context.user || ''} without impersonating a user`,
      );
    }
  }

  /** A file that a flag names must be readable before anything is sent. */
  private async requireFile(flag: string, word: string, owner: string): Promise<void> {
    const path = this.flags.string(flag);
    const text = path === '' ? '' : await this.env.files.read(path);
    if (typeof text === 'string') return;
    throw new CommandError(`unable to read ${word} ${path} for ${owner} due to open ${path}: ${text.message}`);
  }

  private headers(): Record<string, string> {
    const user = this.flags.string('as');
    const groups = this.flags.list('as-group');
    const uid = this.flags.string('as-uid');
    return {
      'user-agent': 'kubectl/v1.36.3 (linux/amd64) kubernetes/0f29094',
      'kubectl-command': this.path,
      ...(user === '' ? {} : { 'impersonate-user': user }),
      ...(groups.length === 0 ? {} : { 'impersonate-group': groups.join('\n') }),
      ...(uid === '' ? {} : { 'impersonate-uid': uid }),
      ...this.extraHeaders(),
    };
  }

  private extraHeaders(): Record<string, string> {
    const headers: Record<string, string> = {};
    for (const pair of this.flags.list('as-user-extra')) {
      const at = pair.indexOf('=');
      if (at < 0) throw new CommandError(`invalid user-extra format ${pair}, expected key=value`);
      headers[`impersonate-extra-${encodeURIComponent(pair.slice(0, at))}`] = pair.slice(at + 1);
    }
    return headers;
  }

  private once<T>(key: string, make: () => Promise<T>): Promise<T> {
    const made = this.memo.get(key) ?? make();
    this.memo.set(key, made);
    return made as Promise<T>;
  }
}

/** Verbs that ask for the API once less than the others. */
const FEW_TRIES = /^kubectl (attach|exec|logs|rollout|set|wait)\b/;

function parsedConfig(path: string, text: string): Kubeconfig {
  try {
    return parseKubeconfig(text);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(`error loading config file "${path}": ${message}`, { cause });
  }
}

function pem(file: string | undefined, data: string | undefined): PemSource | undefined {
  if (data !== undefined && data !== '') return { data };
  return file === undefined || file === '' ? undefined : { file };
}

function withScheme(server: string): string {
  return /^https?:\/\//.test(server) ? server : `http://${server}`;
}

function timeoutMs(text: string): number | undefined {
  const seconds = /^\d+$/.test(text) ? Number(text) * 1000 : parseGoDuration(text);
  if (seconds === undefined) {
    throw new CommandError(
      `Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)`,
    );
  }
  return seconds === 0 ? undefined : seconds;
}
