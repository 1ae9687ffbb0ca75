import { courseWords } from '../words/course.js';
import { type LessonProblem, play, type Scene } from './check-scene.js';
import { consoleCommands } from './console-commands.js';
import type { Passage } from './prose.js';

/**
 * Screens that the prose shows (```console blocks), in each language, are played where they stand: each command must run, and
 * lines below it must be what it prints, but for ages, addresses and random names. `...` alone on a line stands for any lines.
 */
export async function checkConsoles(
  scene: Scene,
  index: number,
  part: 'situation' | 'observation',
): Promise<readonly LessonProblem[]> {
  const { lesson } = scene;
  const id = lesson.steps[index]?.id ?? '';
  const problems: LessonProblem[] = [];
  for (const { path, steps } of Object.values(lesson.prose)) {
    const passage = steps[id]?.[part];
    if (passage) problems.push(...(await checkPassage(scene, passage, path)));
  }
  return problems;
}

async function checkPassage(scene: Scene, passage: Passage, path: string): Promise<readonly LessonProblem[]> {
  const { stage, lang } = scene;
  const problems: LessonProblem[] = [];
  const before = stage.snapshot();
  for (const { command, shown, line } of consoleCommands(passage.text)) {
    const { status, output } = await play(scene, command);
    const at = { file: path, line: passage.line + line };
    if (status === 127 || (status !== 0 && shown.length === 0))
      problems.push({ ...at, what: courseWords.solutionFails[lang](command, output.trim()) });
    else if (shown.length > 0 && !isSame(shown, output.split('\n')))
      problems.push({ ...at, what: courseWords.outputDiffers[lang](command, output.trim()) });
  }
  stage.restore(before);
  return problems;
}

function isSame(shown: readonly string[], printed: readonly string[]): boolean {
  const [want, have] = [shown, printed].map((lines) => lines.map(varying).filter((line) => line !== ''));
  let at = 0;
  let isGap = false;
  for (const line of want ?? []) {
    if (line === '...') {
      isGap = true;
      continue;
    }
    while (isGap && at < (have?.length ?? 0) && have?.[at] !== line) at += 1;
    if (have?.[at] !== line) return false;
    at += 1;
    isGap = false;
  }
  return isGap || at === (have?.length ?? 0);
}

/** A line without what differs from run to run. */
function varying(line: string): string {
  return line
    .replace(/\b\d+(?:\.\d+){3}\b/g, 'IP')
    .replace(/-[a-z0-9]{8,10}-[a-z0-9]{5}\b/g, '-POD')
    .replace(/-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, '-RANDOM')
    .replace(/\bsvc-learn-(?:worker2?|control-plane)\b/g, 'NODE')
    .replace(/\b(?:\d+[smhd])+\b/g, 'AGE')
    .replace(/\s+/g, ' ')
    .trim();
}
