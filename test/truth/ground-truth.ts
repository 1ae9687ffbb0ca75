import { existsSync, readFileSync } from 'node:fs';

const FOLDER = '../shared/groundtruth';

export const hasGroundTruth = existsSync(FOLDER);

/** One file of the ground truth; `undefined` where the folder is absent, and a word about it. */
export function groundTruth<T>(file: string): T | undefined {
  if (!hasGroundTruth) {
    console.log(`skipped: ${FOLDER} is absent`);
    return undefined;
  }
  return JSON.parse(readFileSync(`${FOLDER}/${file}`, 'utf8')) as T;
}

interface Figure {
  readonly name: string;
  readonly ran: number;
  readonly wrong: readonly string[];
}

/** Prints how many cases ran and how many came out right, with the first that did not; gives the share. */
export function report({ name, ran, wrong }: Figure): number {
  const share = ran === 0 ? 0 : (ran - wrong.length) / ran;
  const shown = process.env.TRUTH_VERBOSE ? wrong : wrong.slice(0, 3);
  console.log(`${name}: ${ran} cases, ${(share * 100).toFixed(1)} %${shown.map((line) => `\n  ${line}`).join('')}`);
  return share;
}
