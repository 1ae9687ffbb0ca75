import { findTry } from '../../course/quiz-tries.js';
import type { HostCall, HostCommand } from '../../shell/host-command.js';
import { type ClusterWatch, watchCluster } from '../../ui/cluster/cluster-watch.js';
import type { Lang } from '../../words/sentence.js';
import { trialWords } from '../../words/trial.js';
import { createStage } from '../embedded/stage.js';
import { asLearnerTypes } from '../embedded/typed.js';
import type { PlayedLesson } from './played-lesson.js';
import type { Moment } from './tutorial.js';

/** Choices of the quiz that can be run, in a copy of the world. */
export interface Trials {
  /** `try [QUESTION] CHOICE`, both by number. */
  readonly command: HostCommand;
  /** The copy while one runs. */
  cluster(): ClusterWatch | undefined;
}

interface TrialsOptions {
  readonly lang: Lang;
  readonly played: () => PlayedLesson;
  /** The lesson as it was before the command. */
  readonly moment: () => Moment;
  /** Who looks at the copy goes on by Enter. */
  readonly waits: boolean;
  readonly changed: () => void;
}

/** Time to read a line before it runs, in ms of the living world. */
const PAUSE_MS = 700;

export function createTrials(options: TrialsOptions): Trials {
  let watch: ClusterWatch | undefined;
  const show = (next: ClusterWatch | undefined) => {
    watch?.close();
    watch = next;
    watch?.subscribe(options.changed);
    options.changed();
  };
  return {
    cluster: () => watch,
    command: async (call) => {
      const { lang } = options;
      const found = findTry(call.argv.slice(1), options.played().run, lang);
      if ('problem' in found) {
        call.stderr(`${trialWords[found.problem][lang](found.known)}\n`);
        return found.problem === 'usage' ? 2 : 1;
      }
      options.played().isTryOffered = true;
      call.stdout(`${trialWords.begins[lang](found.text)}\n`);
      try {
        await playOnCopy(call, found.lines, options, show);
        if (options.waits && call.isTerminal(0) && !call.signal.aborted) {
          call.stdout(`${trialWords.goesBack[lang]()}\n`);
          await call.stdin.read();
        }
      } finally {
        show(undefined);
      }
      call.stdout(`${trialWords.ended[lang]()}\n`);
      return 0;
    },
  };
}

async function playOnCopy(
  { stdout, signal, terminal }: HostCall,
  lines: readonly string[],
  { moment, played, lang }: TrialsOptions,
  show: (watch: ClusterWatch) => void,
): Promise<void> {
  const { world: saved, session } = moment();
  const { seed, epoch } = played().origin;
  const { clock } = played().stage.port;
  const { lesson } = played();
  // What is saved of a session are the files that are not as the lesson gives them.
  const given = { home: lesson.files, network: lesson.world.network };
  const options = {
    ...given,
    pace: { mode: 'jump' },
    seed,
    epoch,
    world: saved,
    terminal,
    lang,
    output: stdout,
  } as const;
  const copy = createStage(options);
  try {
    copy.session.restore(session);
    show(watchCluster(copy.port, Date.parse(epoch), { isCopy: true }));
    for (const line of lines) {
      stdout(`${trialWords.prompt[lang]()} ${line}\n`);
      if (!(await clock.sleep(PAUSE_MS, signal))) return;
      copy.terminal.type(asLearnerTypes(line));
      await copy.terminal.settled();
      await copy.port.world?.settle();
    }
  } finally {
    copy.close();
  }
}
