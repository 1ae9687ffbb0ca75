import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runScript } from '../../hosts/embedded/script.js';
import { createStage, type StageTerminal } from '../../hosts/embedded/stage.js';
import type { HostCommand } from '../../shell/host-command.js';
import { cliWords } from '../../words/cli.js';
import { plainWords } from '../../words/plain.js';
import type { Lang } from '../../words/sentence.js';
import { MOST_NODES, readDuration, readNetwork, readNumber, readOptions } from '../arguments.js';
import { findLesson, loadCourse } from '../course-files.js';
import { CommandFailure } from '../usage-error.js';

const DEFAULT_TIMEOUT = '10m';

/** `svc-learn run [FILE|-]`: shell commands in a fresh cluster, no screen. */
export async function run(args: readonly string[], lang: Lang): Promise<number> {
  const { values, positionals } = readOptions(
    args,
    {
      lesson: { type: 'string' },
      seed: { type: 'string' },
      nodes: { type: 'string' },
      'proxy-mode': { type: 'string' },
      cloud: { type: 'string' },
      addons: { type: 'string' },
      'dual-stack': { type: 'boolean' },
      'ip-families': { type: 'string' },
      files: { type: 'string' },
      settle: { type: 'boolean' },
      timeout: { type: 'string' },
      json: { type: 'boolean' },
    },
    lang,
    1,
  );
  const timeout = values.timeout ?? DEFAULT_TIMEOUT;
  const timeoutMs = readDuration(timeout, lang);
  const script = attempt(positionals[0] ?? '-', lang, (path) => readFileSync(path === '-' ? 0 : path, 'utf8'));
  const lesson = values.lesson ? findLesson(loadCourse(), values.lesson, lang) : undefined;
  const written = { stdout: '', stderr: '' };
  const stage = createStage({
    pace: { mode: 'jump' },
    lang,
    seed: readNumber('seed', values.seed, { lang, min: 0 }) ?? 1,
    nodes: readNumber('nodes', values.nodes, { lang, min: 1, max: MOST_NODES }) ?? 3,
    network: { ...lesson?.world.network, ...readNetwork(values, lang) },
    ...(lesson ? { manifests: lesson.world.manifests.map(({ text }) => text), faults: lesson.world.faults } : {}),
    ...noEditors(lang),
    home: { ...lesson?.files, ...(values.files ? attempt(values.files, lang, readFiles) : {}) },
    output: (text, from) => {
      if (values.json) written[from] += text;
      else process[from].write(text);
    },
  });
  const exit = await runScript(script, {
    stage,
    settle: values.settle ?? false,
    timeoutMs,
    end: ({ statement, exit, atMs, tookMs, isTimedOut }) => {
      if (isTimedOut) process.stderr.write(`svc-learn: ${cliWords.statementTimedOut[lang](statement.line, timeout)}\n`);
      if (!values.json) return;
      const record = { line: statement.line, command: statement.text, ...written, exit, at_ms: atMs, took_ms: tookMs };
      process.stdout.write(`${JSON.stringify(record)}\n`);
      written.stdout = '';
      written.stderr = '';
    },
  });
  stage.close();
  return exit;
}

/** The editors need a screen. */
function noEditors(lang: Lang): Pick<StageTerminal, 'commands' | 'editor'> {
  const refuse: HostCommand = async ({ argv, stderr }) => {
    const [program = '', file] = argv;
    stderr(`${program}: ${plainWords.noEditor[lang](file)}\n`);
    return 1;
  };
  return {
    commands: Object.fromEntries(['edit', 'nano', 'vi', 'vim'].map((name) => [name, refuse])),
    editor: async () => {
      process.stderr.write(`${plainWords.noEditor[lang]()}\n`);
      return 1;
    },
  };
}

/** Files below a folder as text, by path relative to it. */
function readFiles(folder: string): Readonly<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const name of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!name.isFile()) continue;
    const path = join(name.parentPath, name.name);
    files[path.slice(folder.length).replace(/^\//, '')] = readFileSync(path, 'utf8');
  }
  return files;
}

function attempt<T>(path: string, lang: Lang, read: (path: string) => T): T {
  try {
    return read(path);
  } catch (cause) {
    throw new CommandFailure(cliWords.cannotRead[lang](path, (cause as NodeJS.ErrnoException).code ?? String(cause)), {
      cause,
    });
  }
}
