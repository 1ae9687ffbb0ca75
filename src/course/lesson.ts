import type { Addon } from '../kube/addon.js';
import type { Fault } from '../kube/fault.js';
import type { Lang } from '../words/sentence.js';
import type { Condition } from './condition.js';
import type { HiddenCauses, HiddenFact } from './hidden-fact.js';
import type { Prose } from './prose.js';

/** The files of one lesson as text, by path relative to `dir`. */
export interface LessonSource {
  /** Name of the folder, e.g. `lessons/03-first-service`; errors name it. */
  readonly dir: string;
  readonly files: Readonly<Record<string, string>>;
}

/** One lesson: structure from `lesson.yaml`, prose from one Markdown file a language. */
export interface Lesson {
  readonly id: string;
  readonly chapter: string;
  readonly minutes: number;
  /** Parts of the source document that it teaches. */
  readonly source: readonly string[];
  /** What the cluster must offer: `traffic`, `time`, `faults`, `iptables`, … */
  readonly needs: readonly string[];
  readonly world: LessonWorld;
  /** Files that lie in the learner's home, by name. */
  readonly files: Readonly<Record<string, string>>;
  /** The official page. */
  readonly docs: string;
  readonly steps: readonly Step[];
  readonly quiz: readonly QuizQuestion[];
  readonly prose: Readonly<Partial<Record<Lang, Prose>>>;
  readonly origin: LessonSource;
  /** Line in `lesson.yaml` of a path such as `['steps', 0, 'goals', 1]`. */
  readonly lineOf: (path: readonly (string | number)[]) => number;
}

export interface LessonWorld {
  /** Text of the manifests that are applied before the lesson, in order. */
  readonly manifests: readonly { readonly path: string; readonly text: string }[];
  /** What is broken from the start. */
  readonly faults: readonly Fault[];
  readonly network: LessonNetwork;
}

/** What stands around the cluster, and how its network is made. */
export interface LessonNetwork {
  /** What is installed beside the cluster itself. */
  readonly addons?: readonly Addon[];
  readonly proxyMode?: 'iptables' | 'nftables';
  readonly cloud?: { readonly address: 'ip' | 'hostname'; readonly provisionSeconds?: number };
  readonly ipFamilies?: readonly ['IPv4'] | readonly ['IPv6'] | readonly ['IPv4', 'IPv6'] | readonly ['IPv6', 'IPv4'];
  readonly outside?: readonly {
    readonly name: string;
    readonly ip: string;
    readonly image?: string;
    readonly command?: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
  }[];
}

export interface Step {
  readonly id: string;
  readonly predict?: Prediction;
  /** What is true already and must stay true. */
  readonly keep: readonly Goal[];
  /** At least one of them is unmet when the step begins. */
  readonly goals: readonly Goal[];
  /** Lines for the shell. */
  readonly solution: readonly string[];
  readonly wrong: readonly WrongAnswer[];
  /** What the cluster pane does not show during the step. */
  readonly hides: readonly (HiddenFact | HiddenCauses)[];
}

export interface Goal {
  readonly id: string;
  readonly condition: Condition;
  /** What the cluster pane does not show until the goal is met. */
  readonly hides: readonly (HiddenFact | HiddenCauses)[];
  /** The command that shows the present state. */
  readonly check?: string;
}

export interface Prediction {
  readonly choices: readonly string[];
  /** The command whose result is predicted. */
  readonly run: string;
  readonly truth: Truth;
  /** The choice that comes true when nothing was done before; the words on the result speak of it. */
  readonly usual?: string;
}

/** What the engine says really happened; each gives the id of a choice. */
export type Truth =
  | { readonly kind: 'connection'; readonly from: string; readonly to: string }
  /** How many different Pods answered: `0`, `1`, … */
  | { readonly kind: 'answered'; readonly from: string; readonly to: string }
  | { readonly kind: 'changed'; readonly object: string; readonly path: string };

/** An answer that learners really give, with the message that it gets (prose, `まちがい`). */
export interface WrongAnswer {
  readonly id: string;
  readonly do: readonly string[];
  /** The goal (or kept goal) that it misses. */
  readonly fails: string;
  /** How this answer is recognised in the world. */
  readonly when: Condition;
  /** The world goes back after the message, so that the mistake does not spoil the next step. */
  readonly undo: boolean;
}

export interface QuizQuestion {
  readonly id: string;
  readonly options: readonly string[];
  readonly right: string;
  /** Wrong choices that can be run, in a copy of the world. */
  readonly try: Readonly<Record<string, readonly string[]>>;
}
