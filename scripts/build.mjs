// Builds dist/: the program (cli.js and chunks that load when they are needed), the engine as a library, and its declarations.
import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { build } from 'vite';

const root = resolve(import.meta.dirname, '..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

// Ink imports these for its developer tools only.
const STUBBED = new Set(['react-devtools-core', 'ws']);
const stubs = {
  name: 'stubs',
  enforce: 'pre',
  resolveId: (id) => (STUBBED.has(id) ? `\0stub:${id}` : undefined),
  load: (id) => (id.startsWith('\0stub:') ? 'export default {};' : undefined),
};

const shared = {
  root,
  configFile: false,
  logLevel: 'warn',
  define: { 'process.env.NODE_ENV': '"production"', __VERSION__: JSON.stringify(version) },
  plugins: [stubs],
};

for (const part of ['cli.js', 'engine.js', 'chunks'])
  rmSync(join(root, 'dist', part), { recursive: true, force: true });
await Promise.all([buildProgram(), buildEngine()]);
declareEngine();

function buildProgram() {
  return build({
    ...shared,
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
  }).then(() => chmodSync(join(root, 'dist/cli.js'), 0o755));
}

function buildEngine() {
  return build({
    ...shared,
    build: {
      lib: { entry: 'src/engine/index.ts', formats: ['es'], fileName: () => 'engine.js' },
      target: 'es2023',
      outDir: 'dist',
      emptyOutDir: false,
      minify: true,
      rolldownOptions: { output: { chunkFileNames: 'chunks/engine-[name]-[hash].js' } },
    },
  });
}

/** Declarations of what `svc-learn/engine` shows, in references' order. */
function declareEngine() {
  const host = ts.createSolutionBuilderHost(ts.sys, undefined, report, report);
  const status = ts.createSolutionBuilder(host, [join(root, 'src/engine')], {}).build();
  if (status !== ts.ExitStatus.Success) process.exit(1);
}

function report(diagnostic) {
  process.stderr.write(
    `${ts.formatDiagnostic(diagnostic, { getCanonicalFileName: (f) => f, getCurrentDirectory: () => root, getNewLine: () => '\n' })}`,
  );
}
