import { hiddenFacts } from '../../course/hidden-fact.js';
import type { Lesson } from '../../course/lesson.js';
import { createLessonRun, type LessonRun } from '../../course/lesson-run.js';
import type { RunState } from '../../course/run-state.js';
import type { SavedGame } from '../../course/saved-game.js';
import type { SessionTerminal } from '../../shell/session.js';
import { type ClusterWatch, watchCluster } from '../../ui/cluster/cluster-watch.js';
import type { Lang } from '../../words/sentence.js';
import type { EmbeddedStage } from '../embedded/stage.js';
import type { Tab, Tabs } from './tabs.js';
import type { Moment } from './tutorial.js';

export interface PlayedLessonOptions {
  readonly lesson: Lesson;
  readonly lang: Lang;
  /** RFC 3339. */
  readonly epoch: string;
  readonly seed: number;
  readonly stage: EmbeddedStage;
  readonly tabs: Tabs;
  /** The lesson as it was left. */
  readonly game: SavedGame | undefined;
  /** Something of the cluster changed. */
  readonly changed: () => void;
}

const OBJECTS = ['nodes', 'services', 'endpointSlices', 'pods'] as const;

/** A lesson that is being played: its world, the learner's machine, the goals, and all that undo and saving know of them. */
export class PlayedLesson {
  readonly lesson: Lesson;
  readonly stage: EmbeddedStage;
  readonly run: LessonRun;
  readonly cluster: ClusterWatch;
  /** Goals have not been looked at since the last change of the cluster. */
  isWorldChanged = false;
  /** Nor since the last request or event. */
  hasTraffic = false;
  /** The learner knows that the step is done. */
  isDoneTold = false;
  /** They have heard of `try`, which is gone with the lesson. */
  isTryOffered = false;

  constructor(private readonly options: PlayedLessonOptions) {
    const { lesson, lang, stage, game, epoch, changed } = options;
    this.lesson = lesson;
    this.stage = stage;
    this.run = createLessonRun({ lesson, port: stage.port, lang });
    this.cluster = watchCluster(stage.port, Date.parse(epoch));
    let before = this.cluster.state();
    this.cluster.subscribe(() => {
      const state = this.cluster.state();
      this.hasTraffic = true;
      if (OBJECTS.some((kind) => state[kind] !== before[kind])) this.isWorldChanged = true;
      before = state;
      changed();
    });
    if (game === undefined) return;
    this.loadRun(game.run);
    options.tabs.load(game.terminals);
    options.tabs.show(options.tabs.at(game.terminals.shown));
    this.hideAnswers();
  }

  /** What a step asks for is hidden until it is found. */
  hideAnswers(): void {
    const { causes, facts } = hiddenFacts(this.run.step, this.run.state.goals);
    this.cluster.hide(causes, facts);
  }

  /** Begins a step anew. */
  async begin(step: number): Promise<void> {
    await this.run.begin(step);
    this.isDoneTold = this.run.isStepDone();
    this.hideAnswers();
  }

  /** A terminal waits for a line. */
  isAtPrompt(): boolean {
    return this.stage.session.terminals().some((terminal) => terminal.prompt() !== undefined);
  }

  /** What the world began with. */
  get origin(): { readonly seed: number; readonly epoch: string } {
    return this.options;
  }

  moment(command: string): Moment {
    return {
      world: this.stage.cluster.snapshot(),
      session: this.stage.session.snapshot(),
      run: this.run.state,
      terminals: this.options.tabs.save(),
      command,
    };
  }

  putBack(moment: Moment): void {
    this.options.tabs.load(moment.terminals);
    this.putWorldBack(moment);
    this.loadRun(moment.run);
  }

  /** World and files only; what the learner was told stays. */
  putWorldBack({ world, session }: Moment): void {
    this.stage.port.world?.restore(world);
    this.stage.session.restore(session);
    this.options.tabs.keepOnly(this.stage.session.terminals().map(({ number }) => number));
  }

  /** The lesson as it is at that moment, to be saved. */
  game({ world, session, terminals, run }: Moment, program: string): SavedGame {
    const { seed, epoch, lesson } = this.options;
    return { version: 1, program, lesson: lesson.id, seed, epoch, world, session, run, terminals };
  }

  private loadRun(state: RunState): void {
    this.run.load(state);
    this.isDoneTold = this.run.isStepDone();
  }

  /** The shell in this tab. */
  terminalOf({ number }: Pick<Tab, 'number'>): SessionTerminal {
    const terminals = this.stage.session.terminals();
    return terminals.find((terminal) => terminal.number === number) ?? this.stage.terminal;
  }

  /** Ends what runs in a tab, and the tab itself. */
  closeTab({ number }: Tab): void {
    const { session } = this.stage;
    session.closeTerminal(number);
    this.options.tabs.keepOnly(session.terminals().map((terminal) => terminal.number));
  }

  close(): void {
    this.cluster.close();
    this.stage.close();
  }
}
