// Builds dist/web/: the tutorial as static files for any web server, and its lessons as data.
import { copyFileSync, cpSync, mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import { builtApart } from './build-plugins.mjs';

const root = resolve(import.meta.dirname, '..');
const host = join(root, 'src/hosts/browser');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const { lessons } = JSON.parse(readFileSync(join(root, 'dist/course/course.json'), 'utf8'));

/** What the page shares with the program and the library, as `scripts/build.mjs` has built it; the lessons, too. */
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
  define: {
    'process.env.NODE_ENV': '"production"',
    __VERSION__: JSON.stringify(version),
    __LESSONS__: JSON.stringify(lessons.map(({ id }) => id)),
  },
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
cpSync(join(root, 'dist/course'), join(root, 'dist/web/course'), { recursive: true });
