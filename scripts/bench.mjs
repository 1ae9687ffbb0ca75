// Measures speed and size of the built program; prints one JSON line a figure: { name, value, unit, budget, runs }.
// `node scripts/bench.mjs [PART...]`: machine, engine, lesson, pods, traffic, screen, demo, package, web; all of them without a word.
import { spawnSync } from 'node:child_process';
import { median } from './bench/statistics.mjs';

/**
 * Each part runs in a process of its own, which loads nothing of the others; what is cold is measured in a fresh one each time.
 */
const PARTS = {
  machine: { once: async () => (await import('./bench/machine.mjs')).figuresOfMachine() },
  engine: {
    cold: {
      ready: async () => (await import('./bench/engine.mjs')).figuresOfReady(),
      answer: async () => (await import('./bench/engine.mjs')).figuresOfAnswer(),
    },
    runs: 7,
  },
  lesson: { once: async () => (await import('./bench/lesson.mjs')).figuresOfLesson() },
  pods: { cold: { pods: async () => (await import('./bench/pods.mjs')).figuresOfPods() }, runs: 3 },
  traffic: { once: async () => (await import('./bench/traffic.mjs')).figuresOfTraffic() },
  screen: { once: async () => (await import('./bench/screen.mjs')).figuresOfScreen() },
  demo: { once: async () => (await import('./bench/screen.mjs')).figuresOfDemo() },
  package: { once: async () => (await import('./bench/package.mjs')).figuresOfPackage() },
  web: { once: async () => (await import('./bench/web.mjs')).figuresOfPage() },
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
