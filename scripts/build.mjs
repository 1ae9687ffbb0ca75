// Builds dist/: the program (cli.js and chunks that load when they are needed), the engine and the words for its traces as a library, and its declarations.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { build } from 'vite';
import { builtApart, plugins, preparedWorld, withoutZlib, yogaWithoutFetch } from './build-plugins.mjs';

const root = resolve(import.meta.dirname, '..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** What is built once for the program, the library and the page; the program's chunks lie one folder below. */
const PARTS = [
  ['../../engine/index.js', 'engine.js'],
  ['../filters.js', 'filters.js'],
];

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
await writeCourse();

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
    plugins: [...shared.plugins, ...PARTS.map(([from, file]) => builtApart(from, `../${file}`))],
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

/** The lessons as the program reads them: neither a first frame nor a page needs YAML and the schema to show one. */
async function writeCourse() {
  const [{ readCourse }, { courseMark }, { readFiles }] = await Promise.all(
    ['src/course/course.ts', 'src/cli/course-mark.ts', 'src/cli/built-course.ts'].map(load),
  );
  const folder = join(root, 'lessons');
  const files = readFiles(folder);
  const texts = Object.entries(files).map(([path, bytes]) => [path, bytes.toString()]);
  const { title, chapters, diagram, lessons } = readCourse(Object.fromEntries(texts));
  const built = join(root, 'dist/course');
  rmSync(built, { recursive: true, force: true });
  mkdirSync(built, { recursive: true });
  const write = (name, data) => writeFileSync(join(built, `${name}.json`), JSON.stringify(data));
  const mark = courseMark({ 'course.yaml': files['course.yaml'] });
  write('course', { mark, title, chapters, diagram, lessons: lessons.map(outline) });
  for (const { lineOf: _, origin, ...lesson } of lessons)
    write(lesson.id, {
      mark: courseMark(readFiles(join(root, origin.dir))),
      ...lesson,
      origin: { dir: origin.dir, files: {} },
    });
}

function outline({ id, chapter, minutes, origin: { dir }, prose }) {
  const titles = Object.fromEntries(Object.entries(prose).map(([lang, { title }]) => [lang, { title }]));
  return { id, chapter, minutes, origin: { dir }, prose: titles };
}

/** A module of the program, to be used here. */
async function load(entry) {
  const result = await build({
    root,
    configFile: false,
    logLevel: 'warn',
    ssr: { noExternal: true, target: 'node' },
    build: { ssr: entry, write: false, target: 'node20' },
  });
  const folder = mkdtempSync(join(tmpdir(), 'svc-learn-build-'));
  try {
    const file = join(folder, 'module.mjs');
    writeFileSync(file, result.output[0].code);
    return await import(pathToFileURL(file).href);
  } finally {
    rmSync(folder, { recursive: true });
  }
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
