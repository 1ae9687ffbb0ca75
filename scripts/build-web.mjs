// Builds dist/web/: the tutorial as static files for any web server, and its lessons as data.
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { builtApart } from './build-plugins.mjs';

const root = resolve(import.meta.dirname, '..');
const host = join(root, 'src/hosts/browser');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** What the page shares with the program and the library, as `scripts/build.mjs` has built it. */
const PARTS = [
  ['../../engine/index.js', 'engine.js'],
  ['../filters.js', 'filters.js'],
];

/** What the first frame waits for is asked for at once: the scripts that the first one imports, and what they fetch. */
const early = {
  name: 'early',
  transformIndexHtml: {
    order: 'post',
    handler(html, { bundle, chunk }) {
      const link = (attrs) => ({ tag: 'link', attrs: { ...attrs, crossorigin: '' }, injectTo: 'head' });
      const scripts = importsOf(chunk.dynamicImports, bundle).map((file) => `./${file}`);
      return [
        ...scripts.filter((href) => !html.includes(href)).map((href) => link({ rel: 'modulepreload', href })),
        link({ rel: 'preload', as: 'fetch', href: './course/course.json' }),
      ];
    },
  },
};

/** These files and all that they import before they run. */
function importsOf(files, bundle, found = new Set()) {
  for (const file of files) {
    if (found.has(file)) continue;
    found.add(file);
    importsOf(
      bundle[file].imports.filter((name) => name in bundle),
      bundle,
      found,
    );
  }
  return [...found];
}

await build({
  root: host,
  base: './',
  configFile: false,
  logLevel: 'warn',
  define: { 'process.env.NODE_ENV': '"production"', __VERSION__: JSON.stringify(version) },
  plugins: [early, ...PARTS.map(([from, file]) => builtApart(from, `../parts/${file}`))],
  build: {
    target: 'esnext',
    sourcemap: !!process.env.ANALYZE,
    outDir: join(root, 'dist/web'),
    emptyOutDir: true,
    chunkSizeWarningLimit: 2000,
    modulePreload: { polyfill: false },
  },
});
mkdirSync(join(root, 'dist/web/parts'));
for (const [, file] of PARTS) copyFileSync(join(root, 'dist', file), join(root, 'dist/web/parts', file));
await writeCourse(join(root, 'dist/web/course'));

/** The lessons as the program reads them, so that a page needs neither YAML nor the schema to show one. */
async function writeCourse(folder) {
  const { readCourse } = await load('src/course/course.ts');
  const { title, chapters, diagram, lessons } = readCourse(readTree(join(root, 'lessons')));
  mkdirSync(folder, { recursive: true });
  const write = (name, data) => writeFileSync(join(folder, `${name}.json`), JSON.stringify(data));
  write('course', { title, chapters, diagram, lessons: lessons.map(outline) });
  for (const { lineOf: _, origin, ...lesson } of lessons)
    write(lesson.id, { ...lesson, origin: { dir: origin.dir, files: {} } });
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

function readTree(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [path.slice(folder.length + 1).replaceAll('\\', '/'), readFileSync(path, 'utf8')];
    }),
  );
}
