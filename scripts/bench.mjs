// Measures speed and size of the built program; prints one JSON line a figure: { name, value, unit, budget, runs }.
// `node scripts/bench.mjs [PART...]`: machine, engine, lesson, pods, traffic, screen, demo, package, web; all of them without a word.
import { spawnSync } from 'node:child_process';
import { figuresOfAnswer, figuresOfReady } from './bench/engine.mjs';
import { figuresOfLesson } from './bench/lesson.mjs';
import { figuresOfMachine } from './bench/machine.mjs';
import { figuresOfPackage } from './bench/package.mjs';
import { figuresOfPods } from './bench/pods.mjs';
import { figuresOfDemo, figuresOfScreen } from './bench/screen.mjs';
import { median } from './bench/statistics.mjs';
import { figuresOfTraffic } from './bench/traffic.mjs';
import { figuresOfPage } from './bench/web.mjs';

/** Each part runs in a process of its own; what is cold is measured in a fresh one each time. */
const PARTS = {
  machine: { once: figuresOfMachine },
  engine: { cold: { ready: figuresOfReady, answer: figuresOfAnswer }, runs: 7 },
  lesson: { once: figuresOfLesson },
  pods: { cold: { pods: figuresOfPods }, runs: 3 },
  traffic: { once: figuresOfTraffic },
  screen: { once: figuresOfScreen },
  demo: { once: figuresOfDemo },
  package: { once: figuresOfPackage },
  web: { once: figuresOfPage },
};
const COLD = Object.fromEntries(Object.values(PARTS).flatMap(({ cold = {} }) => Object.entries(cold)));

const [word, ...words] = process.argv.slice(2);
if (word === '--cold') print(await COLD[words[0]]());
else {
  const wanted = word === undefined ? Object.keys(PARTS) : [word, ...words];
  for (const part of wanted) await measure(part);
}

async function measure(part) {
  if (PARTS[part] === undefined) throw new Error(`bench has no part "${part}": ${Object.keys(PARTS).join(', ')}`);
  const { once, cold = {}, runs = 0 } = PARTS[part];
  if (once) print(await once());
  for (const name of Object.keys(cold)) print(medians(Array.from({ length: runs }, () => inFreshProcess(name))));
}

function inFreshProcess(name) {
  const args = ['--expose-gc', import.meta.filename, '--cold', name];
  const { stdout, status } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`bench ${name} ended with ${status}`);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** One list of figures a run, made one list of medians. */
function medians(runs) {
  const [first = []] = runs;
  return first.map((figure, at) => ({
    ...figure,
    value: median(runs.map((figures) => figures[at].value)),
    runs: figure.runs * runs.length,
  }));
}

function print(figures) {
  for (const figure of figures) process.stdout.write(`${JSON.stringify(figure)}\n`);
}
