import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { servePage } from '../../src/hosts/http/serve-page.js';
import { folder } from '../cli/program.js';

const CHROMIUM = process.env['SVC_LEARN_CHROMIUM'] ?? '/usr/bin/chromium';
const PAGE = resolve(import.meta.dirname, '../../dist/web');
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const PATIENCE_MS = 20_000;

/** Why no page can be opened here; tests of the page are skipped then. */
export const noBrowser = existsSync(CHROMIUM)
  ? undefined
  : `${CHROMIUM} is not there (SVC_LEARN_CHROMIUM names another one): the page is not tested`;

if (noBrowser !== undefined) process.stderr.write(`${noBrowser}\n`);

/** A browser with a profile of its own, and the built page on a server. */
export interface Visitor {
  readonly context: BrowserContext;
  readonly url: string;
  /** Opens a tab; every one writes into the same list what no page may do. */
  open(query?: string, prepare?: (page: Page) => Promise<unknown>): Promise<Tab>;
  /** Violations of the page's policy, requests to other places, errors. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

export interface Tab {
  readonly page: Page;
  /** The screen as text, a line a row. */
  screen(): Promise<string>;
  /** Resolves when the screen holds this; rejects with the screen after a while. */
  shows(pattern: RegExp | string): Promise<void>;
  /** Resolves when the shell waits for a line. */
  rests(): Promise<void>;
  /** Types a line and waits until its command has ended. */
  run(line: string): Promise<void>;
}

const PROMPT = 'learner@workstation:~$';

export async function visit(): Promise<Visitor> {
  if (!existsSync(join(PAGE, 'index.html'))) throw new Error(`${PAGE} is not there: run "npm run build:web" first`);
  const listener = await servePage({ folder: PAGE }, 0);
  const context = await chromium.launchPersistentContext(mkdtempSync(join(tmpdir(), 'svc-learn-browser-')), {
    executablePath: CHROMIUM,
    headless: true,
    viewport: { width: 1280, height: 800 },
    acceptDownloads: true,
    downloadsPath: folder(),
    args: FLAGS,
  });
  const complaints: string[] = [];
  return {
    context,
    url: listener.url,
    complaints,
    async open(query = '', prepare = async () => {}) {
      const page = await context.newPage();
      watch(page, listener.url, complaints);
      await prepare(page);
      await page.goto(`${listener.url}/?renderer=dom${query}`);
      return tabOf(page);
    },
    async close() {
      await context.close();
      await listener.close();
    },
  };
}

/** Resolves when the saved lesson in the browser's storage holds this. */
export async function kept({ page }: Tab, text: string): Promise<void> {
  const read = () =>
    page.evaluate(async () => {
      const asked = <T>(request: IDBRequest<T>) =>
        new Promise<T>((resolve) => {
          request.onsuccess = () => resolve(request.result);
        });
      const database = await asked(indexedDB.open('svc-learn'));
      const game = await asked(database.transaction('texts').objectStore('texts').get('game.json'));
      database.close();
      return String(game);
    });
  await expect.poll(read, { timeout: 10_000 }).toContain(text);
}

function watch(page: Page, origin: string, complaints: string[]): void {
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !url.startsWith('blob:')) complaints.push(`request: ${url}`);
  });
}

function tabOf(page: Page): Tab {
  const screen = async () =>
    (await page.locator('.xterm-rows > div').allTextContents()).map((row) => row.replaceAll('\u00a0', ' ')).join('\n');
  const until = async (isThere: (text: string) => boolean, what: string) => {
    const end = Date.now() + PATIENCE_MS;
    for (let text = await screen(); !isThere(text); text = await screen()) {
      if (Date.now() > end) throw new Error(`${what} did not come:\n${text}`);
      await page.waitForTimeout(30);
    }
  };
  const rests = () => until((text) => lastLine(text) === PROMPT, 'the prompt');
  return {
    page,
    screen,
    shows: (pattern) =>
      until((text) => (typeof pattern === 'string' ? text.includes(pattern) : pattern.test(text)), String(pattern)),
    rests,
    async run(line) {
      const [first = '', ...others] = line.split('\n');
      await page.keyboard.type(first);
      await until((text) => text.includes(first.slice(-20)), first);
      await page.keyboard.press('Enter');
      for (const one of others) {
        await page.keyboard.type(one);
        await page.keyboard.press('Enter');
      }
      await until((text) => lastLine(text) !== `${PROMPT} ${others.at(-1) ?? first}`.trimEnd(), 'the command');
      await rests();
    },
  };
}

/** The last line of the terminal pane that is not empty. */
function lastLine(screen: string): string | undefined {
  const inFrames = screen.split('\n').map((row) => /^│ (.*?) *│ *$/.exec(row)?.[1] ?? '');
  return inFrames.findLast((line) => line !== '');
}
