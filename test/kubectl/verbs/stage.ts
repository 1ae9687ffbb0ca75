import { type Cluster, createCluster } from '../../../src/engine/index.js';
import { createDriver } from '../../../src/hosts/embedded/driver.js';
import { createEmbeddedPort } from '../../../src/hosts/embedded/port.js';
import { type FileFailure, type KubectlEnv, runKubectl } from '../../../src/kubectl/index.js';
import { KUBECONFIG, type Result } from '../workbench.js';

/** kubectl on a cluster that a driver moves as fast as it can: commands wait and watch in virtual time. */
export interface Stage {
  readonly cluster: Cluster;
  readonly files: Map<string, string>;
  /** Words apart at blanks; `'...'` keeps them together. */
  run(line: string, options?: RunOptions): Promise<Result>;
  /** The object at a path of the API, `undefined` when there is none. */
  object(path: string): Record<string, unknown> | undefined;
  close(): void;
}

export interface RunOptions {
  readonly input?: string;
  /** Changes the text that `edit` shows; `undefined` is an editor that fails. */
  readonly edit?: (text: string) => string | undefined;
}

const MISSING: FileFailure = { error: 'missing', message: 'no such file or directory' };

export function createStage(): Stage {
  const cluster = createCluster({ seed: 1 });
  const driver = createDriver(cluster, { mode: 'jump' });
  const { api } = createEmbeddedPort(cluster, driver);
  const files = new Map([['/home/learner/.kube/config', KUBECONFIG]]);
  const run: Stage['run'] = async (line, { input = '', edit } = {}) => {
    let stdout = '';
    let stderr = '';
    const pieces = [input];
    const env: KubectlEnv = {
      stdout: (text) => {
        stdout += text;
      },
      stderr: (text) => {
        stderr += text;
      },
      stdin: { read: async () => pieces.shift() || null, isTerminal: false },
      connect: () => api,
      env: { HOME: '/home/learner', KUBE_EDITOR: 'ed' },
      cwd: '/home/learner',
      files: {
        read: async (path) => files.get(path) ?? MISSING,
        write: async (path, text) => {
          files.set(path, text);
          return undefined;
        },
        list: async () => MISSING,
        remove: async (path) => {
          files.delete(path);
          return undefined;
        },
      },
      clock: driver,
      signal: { aborted: false, addEventListener: () => undefined, removeEventListener: () => undefined },
      editor: async (path) => {
        const edited = edit?.(files.get(path) ?? '');
        if (edited !== undefined) files.set(path, edited);
        return edited === undefined ? 1 : 0;
      },
      random: () => 0.5,
    };
    const words = (line.match(/(?:'[^']*'|[^\s'])+/g) ?? []).map((word) => word.replaceAll("'", ''));
    const exit = await runKubectl(words, env);
    return { stdout, stderr, exit };
  };
  return {
    cluster,
    files,
    run,
    object(path) {
      const { status, body } = cluster.api({ method: 'GET', path });
      return status === 200 ? (body as Record<string, unknown>) : undefined;
    },
    close: () => driver.stop(),
  };
}

export function success(stdout: string, stderr = ''): Result {
  return { stdout, stderr, exit: 0 };
}

export function failure(stderr: string, exit = 1): Result {
  return { stdout: '', stderr, exit };
}
