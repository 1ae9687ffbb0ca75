import type { Transport } from '../../src/client/transport.js';
import { type Cluster, createCluster } from '../../src/engine/index.js';
import { type FileFailure, type KubectlEnv, runKubectl } from '../../src/kubectl/index.js';

/** kubectl on a whole cluster in this process, with files in memory and virtual time. */
export interface Workbench {
  readonly cluster: Cluster;
  readonly files: Map<string, string>;
  run(line: string | readonly string[], input?: string): Promise<Result>;
}

export interface Result {
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: number;
}

const MISSING: FileFailure = { error: 'missing', message: 'no such file or directory' };
const DIRECTORY: FileFailure = { error: 'directory', message: 'is a directory' };

function namesIn(files: ReadonlyMap<string, string>, directory: string): readonly string[] {
  const below = [...files.keys()].filter((path) => path.startsWith(`${directory}/`));
  return [...new Set(below.map((path) => path.slice(directory.length + 1).replace(/\/.*/, '/')))].sort();
}

export const KUBECONFIG = `apiVersion: v1
kind: Config
clusters:
- name: kubernetes
  cluster: {server: "https://127.0.0.1:6443", certificate-authority-data: AAAA}
contexts:
- name: kubernetes-admin@kubernetes
  context: {cluster: kubernetes, user: kubernetes-admin, namespace: default}
current-context: kubernetes-admin@kubernetes
users:
- name: kubernetes-admin
  user: {client-certificate-data: AAAA, client-key-data: AAAA}
`;

export function createWorkbench(): Workbench {
  const cluster = createCluster({ seed: 1 });
  const files = new Map([['/home/learner/.kube/config', KUBECONFIG]]);
  return { cluster, files, run: (line, input) => run({ cluster, files }, words(line), input) };
}

async function run({ cluster, files }: Pick<Workbench, 'cluster' | 'files'>, argv: readonly string[], input = '') {
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
    connect: () => transport(cluster),
    env: { HOME: '/home/learner' },
    cwd: '/home/learner',
    files: {
      read: async (path) => files.get(path) ?? (namesIn(files, path).length > 0 ? DIRECTORY : MISSING),
      write: async (path, text) => {
        files.set(path, text);
        return undefined;
      },
      list: async (path) => (namesIn(files, path).length > 0 ? namesIn(files, path) : MISSING),
    },
    clock: {
      now: () => cluster.now(),
      sleep: async (ms) => {
        cluster.run({ until: cluster.elapsed() + ms });
        return true;
      },
    },
    signal: { aborted: false, addEventListener: () => undefined, removeEventListener: () => undefined },
  };
  const exit = await runKubectl(argv, env);
  return { stdout, stderr, exit };
}

function transport(cluster: Cluster): Transport {
  return {
    request: async (request) => cluster.api(request),
    stream: async (request, sink) => cluster.watch(request, sink),
    connect: async (request, sink) => {
      const channels = cluster.connect(request, sink);
      cluster.run({ until: cluster.elapsed() + 5000 });
      return channels;
    },
  };
}

function words(line: string | readonly string[]): readonly string[] {
  return typeof line === 'string'
    ? (line.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replace(/^'(.*)'$/, '$1'))
    : line;
}
