import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { figure, median } from './statistics.mjs';

const DIST = resolve(import.meta.dirname, '../../dist');
const CHROMIUM = process.env.SVC_LEARN_CHROMIUM ?? '/usr/bin/chromium';
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];
const STARTS = 5;
const REST_MS = 2000;
const LINE = 'kubectl get pods --show-labels -o wide';

/** The page in headless Chromium: what its first frame costs, and what typing holds up. Sizes are known without a browser. */
export async function figuresOfPage() {
  if (!existsSync(join(DIST, 'web/index.html'))) throw new Error('there is no page: npm run build:web');
  const size = figure('page, all that its first frame needs, gzip', firstFrameBytes() / 1000, {
    unit: 'kB',
    budget: 300,
  });
  if (!existsSync(CHROMIUM)) return [size];
  const starts = [];
  const hasty = [];
  for (let turn = 0; turn < STARTS; turn += 1) {
    starts.push(await withPage(({ firstFrame }) => firstFrame));
    hasty.push(await withPage(({ firstFrame }) => firstFrame, 0));
  }
  const { keys, longest, commands } = await withPage(typeALesson);
  return [
    size,
    figure('page, first frame after the address was opened', median(starts), { unit: 'ms', budget: 600, runs: STARTS }),
    figure('page, the same in a browser that was started that moment', median(hasty), { unit: 'ms', runs: STARTS }),
    figure('page, key to screen', median(keys), { unit: 'ms', budget: 16, runs: keys.length }),
    figure('page, longest task while typing', longest, { unit: 'ms', budget: 50, runs: keys.length }),
    figure('page, longest task while commands run', commands, { unit: 'ms' }),
  ];
}

/** The page itself, what it names in its head, and the largest lesson. */
function firstFrameBytes() {
  const web = join(DIST, 'web');
  const page = readFileSync(join(web, 'index.html'), 'utf8');
  const named = [...page.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map(([, path]) => path);
  const lessons = readdirSync(join(web, 'course')).filter((name) => name !== 'course.json');
  const packed = (path) => gzipSync(readFileSync(join(web, path)), { level: 9 }).length;
  const largest = Math.max(...lessons.map((name) => packed(`course/${name}`)));
  return ['index.html', ...named].reduce((sum, path) => sum + packed(path), largest);
}

/** Opens the page with an empty profile until `work` is done. A browser is busy with itself for a while after its start. */
async function withPage(work, rest = REST_MS) {
  const profile = mkdtempSync(join(tmpdir(), 'svc-learn-bench-'));
  const { url, stop } = await serve();
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    viewport: { width: 1280, height: 800 },
    args: FLAGS,
  });
  try {
    const page = await context.newPage();
    await page.waitForTimeout(rest);
    await page.addInitScript(watchPage);
    await page.goto(`${url}/?renderer=dom&lesson=first-service`);
    await page.waitForFunction(() => globalThis.firstFrame !== undefined);
    return await work({ page, firstFrame: await page.evaluate(() => globalThis.firstFrame) });
  } finally {
    await context.close();
    stop();
    rmSync(profile, { recursive: true, force: true });
  }
}

function serve() {
  return new Promise((done) => {
    const server = spawn(process.execPath, [join(DIST, 'cli.js'), 'web']);
    server.stdout.on('data', (text) => {
      const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(String(text)) ?? [];
      if (url) done({ url, stop: () => server.kill('SIGTERM') });
    });
  });
}

/** Runs in the page before all else: when the first frame was painted, and tasks of more than 50 ms. */
function watchPage() {
  globalThis.longTasks = [];
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) globalThis.longTasks.push({ startTime, duration });
  }).observe({ type: 'longtask' });
  const look = () => {
    if (document.querySelector('.xterm-rows')?.textContent.includes('workstation:~$'))
      requestAnimationFrame(() => {
        globalThis.firstFrame ??= performance.now();
      });
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** A task of less than 50 ms is not told: it counts as 0. */
async function typeALesson({ page }) {
  await page.waitForFunction(() => document.body.textContent.includes('control-plane'));
  await page.waitForTimeout(2000);
  const longest = (since) =>
    page.evaluate(
      (from) =>
        Math.max(
          0,
          ...globalThis.longTasks.filter(({ startTime }) => startTime > from).map(({ duration }) => duration),
        ),
      since,
    );
  const now = () => page.evaluate(() => performance.now());
  const began = await now();
  const keys = [];
  for (const key of LINE) keys.push(await timeKey(page, key));
  const whileTyping = await longest(began);
  const ran = await now();
  await page.keyboard.press('Enter');
  for (const line of ['kubectl get nodes', 'kubectl describe pod client', 'kubectl apply -f service.yaml']) {
    await page.waitForTimeout(700);
    await page.keyboard.type(line);
    await page.keyboard.press('Enter');
  }
  await page.waitForTimeout(2000);
  return { keys, longest: whileTyping, commands: await longest(ran) };
}

/** From the press of a key to the frame in which the cell under the cursor has changed. */
async function timeKey(page, key) {
  await page.evaluate(() => {
    const rows = document.querySelector('.xterm-rows');
    const before = rows.innerHTML;
    globalThis.keyTime = new Promise((done) => {
      addEventListener(
        'keydown',
        () => {
          const start = performance.now();
          new MutationObserver((_, observer) => {
            if (rows.innerHTML === before) return;
            observer.disconnect();
            done(performance.now() - start);
          }).observe(rows, { childList: true, subtree: true, characterData: true });
        },
        { capture: true, once: true },
      );
    });
  });
  await page.keyboard.press(key === ' ' ? 'Space' : key);
  return page.evaluate(() =>
    Promise.race([globalThis.keyTime, new Promise((done) => setTimeout(() => done(Number.NaN), 1000))]),
  );
}
