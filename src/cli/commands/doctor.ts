import { statfsSync } from 'node:fs';
import { openProfile } from '../../hosts/terminal/profile.js';
import { cliWords } from '../../words/cli.js';
import type { Lang } from '../../words/sentence.js';
import { readOptions } from '../arguments.js';
import { loadProgress } from '../load-progress.js';

const SMALLEST = { columns: 60, rows: 16 };

interface Finding {
  readonly isGood: boolean;
  readonly text: string;
}

/** `svc-learn doctor`: looks at what the screen and the progress need. Exit code 1 when something will not work. */
export async function doctor(args: readonly string[], lang: Lang): Promise<number> {
  readOptions(args, {}, lang);
  const findings = [node(lang), terminal(lang), colours(lang), locale(lang), progressFile(lang), disk(lang)];
  process.stdout.write(findings.map(({ isGood, text }) => `${isGood ? '[ok]' : '[!!]'} ${text}\n`).join(''));
  return findings.every(({ isGood }) => isGood) ? 0 : 1;
}

function node(lang: Lang): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return {
    isGood: major > 20 || (major === 20 && minor >= 19),
    text: cliWords.doctorNode[lang](process.versions.node),
  };
}

function terminal(lang: Lang): Finding {
  const { isTTY, columns = 0, rows = 0 } = process.stdout;
  if (!isTTY) return { isGood: false, text: cliWords.doctorNoTerminal[lang]() };
  return {
    isGood: columns >= SMALLEST.columns && rows >= SMALLEST.rows,
    text: cliWords.doctorSize[lang](columns, rows),
  };
}

function colours(lang: Lang): Finding {
  const depth = process.stdout.isTTY ? process.stdout.getColorDepth() : 1;
  return { isGood: true, text: cliWords.doctorColours[lang](process.env['NO_COLOR'] ? 1 : depth) };
}

function locale(lang: Lang): Finding {
  const { LC_ALL, LC_CTYPE, LANG } = process.env;
  const value = LC_ALL || LC_CTYPE || LANG || '';
  return { isGood: /utf-?8/i.test(value), text: cliWords.doctorLocale[lang](value) };
}

/** Writes and reads for real: only that proves that it works. */
function progressFile(lang: Lang): Finding {
  const profile = openProfile();
  const isWritable = profile.saveProgress(loadProgress(profile, lang));
  return { isGood: isWritable, text: cliWords.doctorProgress[lang](profile.folder, isWritable) };
}

function disk(lang: Lang): Finding {
  try {
    const { bavail, bsize } = statfsSync(process.cwd());
    const megabytes = Math.floor((Number(bavail) * Number(bsize)) / 1024 / 1024);
    return { isGood: megabytes > 20, text: cliWords.doctorDisk[lang](megabytes) };
  } catch (error) {
    return { isGood: false, text: cliWords.doctorDisk[lang](0) + String((error as Error).message) };
  }
}
