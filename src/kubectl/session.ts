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
import type { Flags } from './command/flags.js';
import { parseGoDuration } from './command/go-duration.js';
import type { KubectlEnv, PemSource, ServerTarget } from './env.js';
import { CommandError, PlainError } from './failures.js';

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
    return this.once('mapper', async () => new ResourceMapper(await discoverApi(await this.client())));
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
    const user = findUser(config, this.flags.string('user') || context.user);
    const flag = (name: string) => this.flags.string(name) || undefined;
    const timeout = timeoutMs(this.flags.string('request-timeout'));
    await this.requireFile('client-certificate', 'client-cert', this.flags.string('user') || context.user || '');
    await this.requireFile('client-key', 'client-key', this.flags.string('user') || context.user || '');
    const fields = {
      server: flag('server') ?? cluster?.server ?? 'http://localhost:8080',
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

  /** Prints a warning of the server, each text once. */
  warn(text: string): void {
    if (this.warned.has(text)) return;
    this.warned.add(text);
    this.env.stderr(`Warning: ${text}\n`);
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

  /** A file that a flag names must be readable before anything is sent. */
  private async requireFile(flag: string, word: string, user: string): Promise<void> {
    const path = this.flags.string(flag);
    const text = path === '' ? '' : await this.env.files.read(path);
    if (typeof text === 'string') return;
    throw new CommandError(`unable to read ${word} ${path} for ${user} due to open ${path}: ${text.message}`);
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
    };
  }

  private once<T>(key: string, make: () => Promise<T>): Promise<T> {
    const made = this.memo.get(key) ?? make();
    this.memo.set(key, made);
    return made as Promise<T>;
  }
}

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

function timeoutMs(text: string): number | undefined {
  const seconds = /^\d+$/.test(text) ? Number(text) * 1000 : parseGoDuration(text);
  if (seconds === undefined) {
    throw new CommandError(
      `Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)`,
    );
  }
  return seconds === 0 ? undefined : seconds;
}
