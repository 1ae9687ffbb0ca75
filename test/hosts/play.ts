import { afterEach } from 'vitest';
import { readCourse } from '../../src/course/course.js';
import { EMPTY_PROGRESS, type Progress } from '../../src/course/progress.js';
import type { SavedGame } from '../../src/course/saved-game.js';
import type { HostFiles } from '../../src/hosts/tutorial/host-files.js';
import type { Tutorial } from '../../src/hosts/tutorial/tutorial.js';
import { createTutorial } from '../../src/hosts/tutorial/tutorial-model.js';
import { lessonFiles } from '../course/lesson-files.js';

const LESSON = '03-first-service/lesson.yaml';

/** The lesson first-service without a screen. */
export interface Play {
  readonly model: Tutorial;
  /** What lies in the profile, by lesson. */
  readonly games: Map<string, SavedGame>;
  readonly saved: { game?: SavedGame; progress: Progress; quits: number };
  /** Everything in the terminal. */
  text(): string;
  until(isThere: () => boolean): Promise<void>;
  /** Types a line and waits for the next prompt. */
  run(line: string): Promise<void>;
}

const open: Tutorial[] = [];
afterEach(() => {
  for (const model of open.splice(0)) model.close();
});

export async function play({
  change = (yaml: string) => yaml,
  game,
  canSave = true,
  files: disk,
}: {
  readonly change?: (yaml: string) => string;
  readonly game?: SavedGame;
  readonly canSave?: boolean;
  readonly files?: HostFiles;
} = {}): Promise<Play> {
  const files = lessonFiles();
  const course = readCourse({ ...files, [LESSON]: change(files[LESSON] ?? '') });
  const lesson = course.lessons.find(({ id }) => id === 'first-service');
  if (lesson === undefined) throw new Error('no lesson');
  const games = new Map<string, SavedGame>();
  const saved: Play['saved'] = { progress: EMPTY_PROGRESS, quits: 0 };
  const model = createTutorial({
    course,
    lesson,
    lang: 'en',
    progress: EMPTY_PROGRESS,
    ...(game ? { game } : {}),
    ...(disk ? { files: disk } : {}),
    keeper: {
      saveProgress(progress) {
        saved.progress = progress;
        return canSave;
      },
      saveGame(next) {
        const game: SavedGame = JSON.parse(JSON.stringify(next));
        saved.game = game;
        games.set(game.lesson, game);
        return canSave;
      },
      savedGame(id) {
        const game = games.get(id);
        return game === undefined ? {} : { game };
      },
      putGameAside: (id) => {
        games.delete(id);
        return `/aside/${id}`;
      },
    },
    program: 'test',
    epoch: '2026-01-01T00:00:00Z',
    seed: 1,
    terminal: { columns: 80, rows: 24 },
    quit: () => {
      saved.quits += 1;
    },
  });
  open.push(model);
  const until = (isThere: () => boolean) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!isThere()) return;
        clearTimeout(alarm);
        leave();
        resolve();
      };
      const alarm = setTimeout(() => reject(new Error(`did not come:\n${text()}`)), 10_000);
      const leave = model.subscribe(look);
      look();
    });
  const text = () => textOf(model);
  const isAtPrompt = () => !model.snapshot().terminal.running;
  await until(() => isAtPrompt() && (game !== undefined || saved.game !== undefined));
  return {
    model,
    games,
    saved,
    text,
    until,
    async run(line) {
      const before = saved.game;
      model.actions.submitLine(line);
      await until(() => isAtPrompt() && saved.game !== before);
    },
  };
}

/** Everything in the terminal that is shown. */
export function textOf(model: Tutorial): string {
  return model
    .snapshot()
    .terminal.output.map((chunk) => chunk.text)
    .join('');
}
