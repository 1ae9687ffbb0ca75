import { answerCommand } from '../../course/answer-command.js';
import { hiddenFacts } from '../../course/hidden-fact.js';
import type { Lesson } from '../../course/lesson.js';
import { createLessonRun, type LessonRun } from '../../course/lesson-run.js';
import type { RunState } from '../../course/run-state.js';
import type { RanCommand } from '../../demo/pacing.js';
import type { Scene } from '../../demo/script.js';
import { courseWords } from '../../words/course.js';
import { demoWords } from '../../words/demo.js';
import type { Lang } from '../../words/sentence.js';
import type { Pace } from '../embedded/driver.js';
import { createStage, type EmbeddedStage, type StageOptions } from '../embedded/stage.js';
import type { TerminalLog } from '../tutorial/terminal-log.js';

/** All that a scene begins with. */
export interface SceneMoment {
  readonly world: unknown;
  readonly session: unknown;
  readonly run: RunState;
  readonly terminal: readonly string[];
}

export interface SceneStageOptions
  extends Pick<StageOptions, 'commands' | 'editor' | 'pager' | 'promptChanged' | 'terminal' | 'history'> {
  readonly lesson: Lesson;
  readonly lang: Lang;
  readonly log: TerminalLog;
  /** Undefined: the lesson's beginning. */
  readonly moment: SceneMoment | undefined;
  /** How time goes while a command is played; between commands it stands still. */
  readonly pace: () => Pace;
  readonly wrote?: () => void;
}

/** Every demo of a lesson shows the same names, addresses and times. */
export const DEMO_EPOCH = '2026-01-01T00:00:00Z';
const SEED = 1;
/** What the cluster may take to come to rest, in ms of virtual time. */
const LONGEST_REST_MS = 60_000;
/** As many ms of virtual time in one of the wall's, when nobody wants to wait. */
const HURRY = 1000;
const HELD: Pace = { mode: 'held' };

/** Opens the world of a scene exactly as it was. The same moment and the same commands give the same bytes at any pace. */
export async function openSceneStage(options: SceneStageOptions): Promise<SceneStage> {
  const scene = new SceneStage(options);
  await scene.stage.terminal.settled();
  scene.stage.driver.setPace(HELD);
  return scene;
}

export class SceneStage {
  readonly stage: EmbeddedStage;
  readonly run: LessonRun;
  private isPerforming = false;
  /** What was begun before may still end; nobody hears of it. */
  private isClosed = false;
  private output = '';

  constructor(private readonly options: SceneStageOptions) {
    const { lesson, lang, moment, log, commands, wrote } = options;
    const stage = createStage({
      ...options,
      pace: { mode: 'jump' },
      seed: SEED,
      epoch: DEMO_EPOCH,
      manifests: lesson.world.manifests.map(({ text }) => text),
      network: lesson.world.network,
      home: lesson.files,
      ...(moment ? { world: moment.world } : {}),
      commands: { answer: answerCommand(() => this.run, lang), ...commands },
      hidesCauses: () => this.hidesCauses(),
      output: (text) => {
        if (this.isClosed) return;
        this.output += text;
        log.write(text);
        wrote?.();
      },
    });
    this.stage = stage;
    this.run = createLessonRun({ lesson, port: stage.port, lang });
    if (moment === undefined) return;
    stage.session.restore(moment.session);
    this.run.load(moment.run);
  }

  /** What a step asks for is hidden until it is found. */
  private hidesCauses(): boolean {
    return hiddenFacts(this.run.step, this.run.state.goals).causes;
  }

  moment(): SceneMoment {
    return {
      world: this.stage.cluster.snapshot(),
      session: this.stage.session.snapshot(),
      run: this.run.state,
      terminal: this.options.log.save(),
    };
  }

  async begin(step: number): Promise<void> {
    await this.timed(() => this.run.begin(step));
  }

  /** Plays one command until the cluster rests; `ended` hears when the prompt is back. */
  async perform(command: string, ended: () => unknown = () => {}): Promise<RanCommand> {
    const { terminal, cluster, driver } = this.stage;
    const begun = cluster.elapsed();
    const wasDone = this.run.isStepDone();
    this.output = '';
    return this.timed(async () => {
      this.tell(`${terminal.prompt() ?? ''}${command}`);
      terminal.type(`${command}\n`);
      await terminal.settled();
      const { output } = this;
      const status = terminal.status();
      await this.run.check(command);
      ended();
      const rest = cluster.fork((copy) => copy.settle(LONGEST_REST_MS));
      if (rest > 0) {
        await driver.sleep(rest);
        await this.run.check();
      }
      if (!wasDone && this.run.isStepDone()) this.tell(courseWords.stepDone[this.options.lang](false));
      return { command, status, output, tookMs: cluster.elapsed() - begun };
    });
  }

  /** The scene's last word comes with its last prompt; nobody waits for the cluster to rest. */
  say({ part, said }: Scene): void {
    if (said !== undefined) this.tell(part.kind === 'wrong' ? demoWords.mistake[this.options.lang](said) : said);
  }

  /** What belongs to the end of a scene: the answer that nobody gave. */
  conclude({ part }: Scene): void {
    if (part.kind === 'predict' && this.run.state.chosen === undefined)
      this.run.choose(this.run.state.truth ?? part.choices[0] ?? '');
    if (part.kind === 'quiz' && this.run.state.quiz[part.question] === undefined)
      this.run.answerQuiz(part.question, part.right);
  }

  /** Time goes by itself, for the instructor's own commands. */
  release(): void {
    this.stage.driver.setPace({ mode: 'paced', speed: 1 });
  }

  /** The pace has changed while a command is played. */
  keepPace(): void {
    if (this.isPerforming) this.stage.driver.setPace(this.options.pace());
  }

  hurry(): void {
    if (this.isPerforming) this.stage.driver.setPace({ mode: 'paced', speed: HURRY });
  }

  tell(text: string): void {
    if (this.isClosed) return;
    this.options.log.write(`${text}\n`);
    this.options.wrote?.();
  }

  close(): void {
    this.isClosed = true;
    this.stage.close();
  }

  private async timed<T>(work: () => Promise<T>): Promise<T> {
    const { driver } = this.stage;
    this.isPerforming = true;
    driver.setPace(this.options.pace());
    try {
      return await work();
    } finally {
      this.isPerforming = false;
      driver.setPace(HELD);
    }
  }
}
