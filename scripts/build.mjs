// Builds dist/: the program (cli.js and chunks that load when they are needed), the engine and the words for its traces as a library, and its declarations.
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { build } from 'vite';
import { parseDocument } from 'yaml';
import { builtApart, plugins, preparedWorld, withoutZlib, yogaWithoutFetch } from './build-plugins.mjs';

const root = resolve(import.meta.dirname, '..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Where the engine stands while it makes the prepared world. */
const START = 'dist/start';

const shared = {
  root,
  configFile: false,
  logLevel: 'warn',
  define: {
    // ws would look for native helpers that nobody installs.
    'process.env.WS_NO_BUFFER_UTIL': '"1"',
    'process.env.WS_NO_UTF_8_VALIDATE': '"1"',
    'process.env.NODE_ENV': '"production"',
    __VERSION__: JSON.stringify(version),
  },
  plugins: [...plugins, yogaWithoutFetch],
};

// The engine makes its own prepared world first.
await buildEngine({ outDir: START });
const { createCluster } = await import(pathToFileURL(join(root, START, 'engine.js')).href);
const withWorld = preparedWorld(createCluster);
rmSync(join(root, START), { recursive: true });

const built = await Promise.all([
  buildProgram(),
  buildEngine({ outDir: 'dist', plugins: [withWorld] }),
  buildFilters(),
]);
forgetOldChunks(built.flat().flatMap(({ output }) => output.map(({ fileName }) => fileName)));
declareEngine();
parseLessons();

/** A build that fails leaves the last good one whole: only what the new one does not name goes away, and only afterwards. */
function forgetOldChunks(fileNames) {
  const chunks = join(root, 'dist', 'chunks');
  for (const name of readdirSync(chunks)) {
    if (!fileNames.includes(`chunks/${name}`)) rmSync(join(chunks, name), { recursive: true, force: true });
  }
}

function buildProgram() {
  return build({
    ...shared,
    plugins: [...shared.plugins, withWorld, builtApart('../filters.js', '../filters.js')],
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: 'src/cli/main.ts',
      target: 'node20',
      outDir: 'dist',
      emptyOutDir: false,
      minify: true,
      rolldownOptions: {
        output: {
          entryFileNames: 'cli.js',
          chunkFileNames: 'chunks/[name]-[hash].js',
          banner: (chunk) => (chunk.isEntry ? '#!/usr/bin/env node' : ''),
        },
      },
    },
  }).then((result) => {
    chmodSync(join(root, 'dist/cli.js'), 0o755);
    return result;
  });
}

function buildEngine({ outDir, plugins = [] }) {
  return build({
    ...shared,
    plugins: [...shared.plugins, ...plugins],
    build: {
      lib: { entry: { engine: 'src/engine/index.ts', words: 'src/words/index.ts' }, formats: ['es'] },
      target: 'es2023',
      outDir,
      emptyOutDir: false,
      rolldownOptions: { output: { minify: true, chunkFileNames: 'chunks/engine-[name]-[hash].js' } },
    },
  });
}

/** awk, sed and jq: as large as all the rest, the same for the program and for the page. */
function buildFilters() {
  return build({
    ...shared,
    plugins: [...shared.plugins, withoutZlib],
    build: {
      lib: { entry: { filters: 'src/shell/filters.ts' }, formats: ['es'] },
      target: 'es2023',
      outDir: 'dist',
      emptyOutDir: false,
      rolldownOptions: { output: { minify: true, chunkFileNames: 'chunks/filters-[name]-[hash].js' } },
    },
  });
}

/** YAML takes longer to read than all else before the first frame: its data, beside the text from which it was read. */
function parseLessons() {
  const folder = join(root, 'lessons');
  const files = readdirSync(folder, { recursive: true }).filter((path) => /(^|\/)(course|lesson)\.yaml$/.test(path));
  const parsed = files.map((path) => {
    const text = readFileSync(join(folder, path), 'utf8');
    const document = parseDocument(text);
    return document.errors.length > 0 ? undefined : [path.replaceAll('\\', '/'), { text, data: document.toJS() }];
  });
  writeFileSync(join(root, 'dist/lessons.json'), JSON.stringify(Object.fromEntries(parsed.filter(Boolean))));
}

/** Declarations of what the library shows, in references' order. */
function declareEngine() {
  const host = ts.createSolutionBuilderHost(ts.sys, undefined, report, report);
  const status = ts.createSolutionBuilder(host, [join(root, 'src/engine'), join(root, 'src/words')], {}).build();
  if (status !== ts.ExitStatus.Success) process.exit(1);
  rmSync(join(root, 'dist/declarations'), { recursive: true, force: true });
  copyDeclarations('engine/index.d.ts');
  copyDeclarations('words/index.d.ts');
}

/** A declaration and all that it speaks of: one file in twenty of those that the compiler writes. */
function copyDeclarations(path) {
  const copy = join(root, 'dist/declarations', path);
  if (existsSync(copy)) return;
  const text = readFileSync(join(root, 'dist/types', path), 'utf8');
  mkdirSync(dirname(copy), { recursive: true });
  writeFileSync(copy, text.replace(/^\/\/# sourceMappingURL=.*$/m, ''));
  for (const [, name] of text.matchAll(/(?:from |import\()['"](\.[^'"]+)\.js['"]/g))
    copyDeclarations(join(dirname(path), `${name}.d.ts`));
}

function report(diagnostic) {
  process.stderr.write(
    `${ts.formatDiagnostic(diagnostic, { getCanonicalFileName: (f) => f, getCurrentDirectory: () => root, getNewLine: () => '\n' })}`,
  );
}
