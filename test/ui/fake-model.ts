// An AppModel without a cluster: enough of a shell to type into, and a lesson to read.
import { problemsOf } from '../../src/kube/yaml-problems.js';
import type { AppModel, AppSnapshot, OutputChunk } from '../../src/ui/app-model.js';
import { emptyCluster, reduceCluster } from '../../src/ui/cluster/cluster-state.js';
import type { Completion } from '../../src/ui/line-editor/state.js';
import { endpointSlice, event, node, pod, service, trace } from './fake-objects.js';

const epoch = Date.UTC(2026, 0, 1);
const prompt = 'learner@workstation:~$ ';

export interface FakeModel extends AppModel {
  /** What was asked for, as `name:argument`. */
  readonly calls: readonly string[];
  print(text: string, drawsScreen?: boolean): void;
  change(part: Partial<AppSnapshot>): void;
}

export function fakeModel(overrides: Partial<AppSnapshot> = {}): FakeModel {
  const listeners = new Set<() => void>();
  const calls: string[] = [];
  const lines: string[] = [];
  let nextChunk = 0;
  let snapshot: AppSnapshot = { ...firstSnapshot(), ...overrides };
  const change = (part: Partial<AppSnapshot>) => {
    snapshot = { ...snapshot, ...part };
    for (const listener of listeners) {
      listener();
    }
  };
  const print = (text: string, drawsScreen = false) => {
    const chunk: OutputChunk = { id: nextChunk, text, drawsScreen };
    nextChunk += 1;
    change({ terminal: { ...snapshot.terminal, output: [...snapshot.terminal.output, chunk].slice(-500) } });
  };
  const called = (name: string, argument: unknown = '') => {
    calls.push(`${name}:${String(argument)}`);
  };
  return {
    calls,
    print,
    change,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    snapshot: () => snapshot,
    actions: {
      submitLine: (line) => {
        called('submit', line);
        lines.push(line);
        print(`${prompt}${line}\n`);
        if (line.startsWith('edit ')) {
          change({ editor: { path: line.slice(5), text: serviceYaml } });
        } else if (line === 'exit') {
          called('quit');
        } else if (line !== '') {
          print(answerTo(line));
        }
      },
      interrupt: (typed) => {
        called('interrupt', typed);
        print(`${prompt}${typed}^C\n`);
      },
      endOfInput: () => called('end-of-input'),
      typeInput: (text) => {
        called('input', text);
        print(text);
      },
      resize: (columns, rows) => called('resize', `${columns}x${rows}`),
      complete: async (line, cursor) => completionOf(line, cursor),
      isIncomplete: (text) => text.endsWith('\\') || (text.match(/'/g)?.length ?? 0) % 2 === 1,
      history: () => lines,
      nextStep: () => called('next'),
      previousStep: () => called('previous'),
      hint: () => {
        called('hint');
        const { lesson } = snapshot;
        const hint = allHints[lesson.hints.length];
        if (hint !== undefined) {
          change({ lesson: { ...lesson, hints: [...lesson.hints, hint], hintsLeft: lesson.hintsLeft - 1 } });
        }
      },
      solution: () => called('solution'),
      choose: (index) => called('choose', index),
      openLesson: (id) => called('open', id),
      undo: () => called('undo'),
      redo: () => called('redo'),
      jump: (act) => called('jump', act),
      look: (object) => called('look', object),
      switchTerminal: (to) => called('terminal', to),
      quit: () => called('quit'),
      pager: {
        want: (lines) => called('want', lines),
        close: () => {
          called('close-pager');
          change({ pager: undefined });
        },
      },
      editor: {
        save: (text) => {
          called('save', text);
          return undefined;
        },
        problems: problemsOf,
        close: () => {
          called('close-editor');
          change({ editor: undefined });
        },
      },
    },
  };
}

const allHints = [
  'Serviceの行き先は`kubectl describe`で、プログラムの様子は`kubectl logs`で分かります。',
  '`describe`では`TargetPort`の行を、`logs`では`HTTP server on port`の行を読みます。',
];

const serviceYaml = `apiVersion: v1
kind: Service
metadata:
  name: my-service   # 名前
spec:
  selector:
    app: my-app
  ports:
    - protocol: TCP
      port: 80
      targetPort: 8080
`;

function answerTo(line: string): string {
  if (line === 'kubectl get pods') {
    return 'NAME            READY   STATUS    RESTARTS   AGE\nshop-7d4f-2xk9  1/1     Running   0          42s\nshop-7d4f-9pqm  0/1     Running   0          4s\n';
  }
  if (line === 'long') {
    return Array.from({ length: 60 }, (_, index) => `行${index + 1} line ${index + 1}\n`).join('');
  }
  return `${line.split(' ')[0]}: コマンドが見つかりません\n`;
}

const verbs = [
  { text: 'apply', description: 'ファイルの内容を適用する' },
  { text: 'describe', description: '詳しく表示する' },
  { text: 'delete', description: '削除する' },
  { text: 'get', description: '一覧を表示する' },
];

function completionOf(line: string, cursor: number): Completion {
  const word = /\S*$/.exec(line.slice(0, cursor))?.[0] ?? '';
  const from = cursor - word.length;
  const pool = from === 0 ? [{ text: 'kubectl' }] : verbs;
  return { from, to: cursor, candidates: pool.filter((candidate) => candidate.text.startsWith(word)) };
}

function firstSnapshot(): AppSnapshot {
  return {
    header: {
      chapter: '第1章',
      number: 6,
      title: 'portとtargetPort',
      step: 2,
      steps: 4,
      clockText: '00:42',
      speed: 1,
      saved: 'saved',
    },
    lesson: {
      phase: 'work',
      sections: [
        {
          heading: 'どこで拒否されたのか',
          markdown:
            '接続を拒否するのは、Podの場合とノードの転送規則の場合があります。Serviceの行き先と、プログラムが待ち受けているポートを比べます。\n\n```console\n$ kubectl describe service shop\n```',
        },
      ],
      after: [],
      goals: [
        { id: 'target', text: 'Serviceの行き先のポート番号を答える(`answer target 番号`)', done: true },
        {
          id: 'listens-on',
          text: 'プログラムが待ち受けているポート番号を答える',
          done: false,
          want: 'プログラムの待ち受けるポート',
          now: '8080と答えました',
          why: 'Serviceに書かれた番号です。プログラムの番号はログにあります',
          check: 'kubectl logs deployment/shop',
        },
      ],
      hints: [],
      hintsLeft: 2,
    },
    cluster: firstCluster(),
    terminal: { epoch: 1, output: [], running: false, prompt, continuation: '> ' },
    course: {
      current: 'ports',
      diagram: [
        { lesson: 'first-service', text: '安定したエンドポイント' },
        { lesson: 'clusterip', below: 'first-service', text: 'ClusterIP 内部通信用' },
        { lesson: 'load-balancing', text: '負荷分散' },
        { lesson: 'ports', below: 'load-balancing', text: '複数のPodへの分散' },
      ],
      chapters: [
        {
          title: '第0章 はじめに',
          lessons: [{ id: 'welcome', number: 0, title: 'ようこそ', minutes: 5, state: 'done', isOpen: true }],
        },
        {
          title: '第1章 なぜServiceが必要なのか',
          lessons: [
            { id: 'first-service', number: 3, title: 'はじめてのService', minutes: 10, state: 'done', isOpen: true },
            { id: 'ports', number: 6, title: 'portとtargetPort', minutes: 12, state: 'started', isOpen: true },
            { id: 'load-balancing', number: 7, title: '負荷分散', state: 'new', isOpen: false },
          ],
        },
        {
          title: '第2章 Serviceの仕組み',
          lessons: [{ id: 'clusterip', number: 13, title: 'ClusterIP', state: 'new', isOpen: false }],
        },
      ],
    },
  };
}

function firstCluster() {
  const objects = {
    nodes: [node('svc-learn-control-plane'), node('svc-learn-worker'), node('svc-learn-worker2', false)],
    services: [service('kubernetes'), service('shop')],
    endpointSlices: [endpointSlice('shop', ['shop-7d4f-2xk9', 'shop-7d4f-9pqm'])],
    pods: [
      pod('client', { ip: '10.244.1.4', node: 'svc-learn-worker', ready: true }),
      pod('shop-7d4f-2xk9', { ip: '10.244.1.5', node: 'svc-learn-worker', ready: true }),
      pod('shop-7d4f-9pqm', { ip: '10.244.2.3', node: 'svc-learn-worker2', ready: false }),
    ],
    events: [
      event('a', { kind: 'Pod', name: 'shop-7d4f-9pqm', reason: 'Scheduled', at: epoch + 38_000 }),
      event('b', { kind: 'Pod', name: 'shop-7d4f-9pqm', reason: 'Started', at: epoch + 41_000 }),
    ],
  } as const;
  let state = emptyCluster(epoch);
  for (const [kind, items] of Object.entries(objects)) {
    state = reduceCluster(state, { type: 'list', kind: kind as keyof typeof objects, items });
  }
  return reduceCluster(state, { type: 'trace', trace });
}
