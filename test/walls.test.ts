import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

/** What each storey may import: other storeys, and packages. `types:` before a storey allows `import type` only. */
const STOREYS: Readonly<Record<string, { readonly storeys: readonly string[]; readonly packages: readonly string[] }>> =
  {
    kube: { storeys: [], packages: ['yaml'] },
    sim: { storeys: [], packages: [] },
    sh: { storeys: [], packages: [] },
    words: { storeys: [], packages: [] },
    client: { storeys: ['kube'], packages: [] },
    port: { storeys: ['kube', 'types:client'], packages: [] },
    engine: { storeys: ['kube', 'sim', 'sh'], packages: ['yaml'] },
    kubectl: { storeys: ['client', 'kube', 'port', 'words'], packages: ['yaml'] },
    shell: { storeys: ['sh', 'kubectl', 'client', 'port', 'kube', 'words'], packages: ['yaml', 'just-bash/browser'] },
    course: { storeys: ['shell', 'client', 'port', 'kube', 'words'], packages: ['yaml', '@cfworker/json-schema'] },
    ui: {
      storeys: ['course', 'shell', 'port', 'kube', 'words'],
      packages: ['ink', 'react', 'react/jsx-runtime', 'get-east-asian-width'],
    },
    demo: { storeys: ['course', 'ui', 'port', 'words'], packages: [] },
    hosts: {
      storeys: ['engine', 'kubectl', 'client', 'port', 'kube', 'sim', 'sh', 'words', 'course', 'shell', 'ui', 'demo'],
      packages: ['ink', 'react', 'node:', 'ws', '@xterm/xterm', '@xterm/addon-webgl'],
    },
    cli: {
      storeys: ['engine', 'kubectl', 'client', 'port', 'kube', 'sh', 'words', 'course', 'shell', 'ui', 'demo', 'hosts'],
      packages: ['node:', 'ink', 'react', 'react/jsx-runtime', 'yaml', 'get-east-asian-width'],
    },
  };

/** Inside the engine: which rooms may know which. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  store: ['control'],
  kinds: [],
  api: ['store', 'kinds', 'control'],
  control: [],
  controllers: ['control'],
  net: ['control'],
  node: ['control', 'net', 'api'],
};

/** Storeys that must run anywhere and repeat byte for byte. */
const TIMELESS = new Set(['kube', 'sim', 'sh', 'port', 'words', 'engine', 'kubectl', 'course', 'client', 'shell']);
const SYNCHRONOUS = new Set(['kube', 'sim', 'sh', 'engine']);
const OUTSIDE = new Set([
  'process',
  'document',
  'window',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'performance',
  'Intl.DateTimeFormat',
]);

const root = resolve(import.meta.dirname, '..');
const src = join(root, 'src');
const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => join(src, name))
  .sort();

interface Import {
  readonly specifier: string;
  readonly typeOnly: boolean;
  readonly line: number;
}

function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2023, true);
}

function importsOf(source: ts.SourceFile): readonly Import[] {
  const found: Import[] = [];
  const add = (node: ts.Node, specifier: ts.Node | undefined, typeOnly: boolean) => {
    if (specifier === undefined || !ts.isStringLiteralLike(specifier)) return;
    found.push({ specifier: specifier.text, typeOnly, line: lineOf(source, node) });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node, node.moduleSpecifier, isTypeOnly(node.importClause));
    if (ts.isExportDeclaration(node)) add(node, node.moduleSpecifier, node.isTypeOnly);
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node, node.arguments[0], false);
    }
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node, node.argument.literal, true);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const named = clause.namedBindings;
  return (
    clause.name === undefined &&
    named !== undefined &&
    ts.isNamedImports(named) &&
    named.elements.every((e) => e.isTypeOnly)
  );
}

function lineOf(source: ts.SourceFile, node: ts.Node): number {
  return source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
}

function storeyOf(file: string): string {
  return relative(src, file).split('/')[0] ?? '';
}

function roomOf(file: string): string {
  return relative(src, file).split('/')[1] ?? '';
}

function brokenWall(file: string, { specifier, typeOnly }: Import): string | undefined {
  const from = storeyOf(file);
  const allowed = STOREYS[from];
  if (allowed === undefined) return `storey ${from} is not in the plan`;
  if (!specifier.startsWith('.')) {
    const isAllowed = allowed.packages.some((name) =>
      name.endsWith(':') ? specifier.startsWith(name) : specifier === name,
    );
    return isAllowed ? undefined : `${from} may not import the package ${specifier}`;
  }
  const target = resolve(dirname(file), specifier);
  const to = storeyOf(target);
  if (to === from) return from === 'engine' ? brokenRoom(file, target) : undefined;
  if (allowed.storeys.includes(to) || (typeOnly && allowed.storeys.includes(`types:${to}`))) return undefined;
  return `${from} may not import ${to}`;
}

function brokenRoom(file: string, target: string): string | undefined {
  const allowed = ROOMS[roomOf(file)];
  const to = roomOf(target);
  if (allowed === undefined || to === roomOf(file) || allowed.includes(to)) return undefined;
  return `engine/${roomOf(file)} may not import engine/${to}`;
}

function outsideWorld(source: ts.SourceFile, storey: string): readonly string[] {
  const found: string[] = [];
  const report = (node: ts.Node, what: string) => found.push(`${lineOf(source, node)}: ${what}`);
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && OUTSIDE.has(node.text) && isFreeName(node)) report(node, node.text);
    if (ts.isPropertyAccessExpression(node)) {
      const text = node.getText(source);
      if (text === 'Date.now' || text === 'Math.random' || node.name.text === 'localeCompare') report(node, text);
      if (node.name.text.startsWith('toLocale')) report(node, text);
    }
    if (ts.isNewExpression(node) && node.expression.getText(source) === 'Date' && (node.arguments?.length ?? 0) === 0) {
      report(node, 'new Date()');
    }
    if (SYNCHRONOUS.has(storey)) {
      if (node.kind === ts.SyntaxKind.AsyncKeyword) report(node, 'async');
      if (ts.isIdentifier(node) && node.text === 'Promise') report(node, 'Promise');
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** A name of the world outside, not a property, parameter or label that happens to be called so. */
function isFreeName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) return false;
  if (ts.isPropertyAssignment(parent) && parent.name === node) return false;
  if (ts.isPropertySignature(parent) || ts.isPropertyDeclaration(parent) || ts.isMethodSignature(parent)) return false;
  if (ts.isMethodDeclaration(parent) || ts.isParameter(parent) || ts.isBindingElement(parent)) return false;
  if (ts.isShorthandPropertyAssignment(parent) || ts.isVariableDeclaration(parent)) return false;
  return !isDeclaredAround(node);
}

function isDeclaredAround(node: ts.Identifier): boolean {
  for (let scope: ts.Node | undefined = node.parent; scope; scope = scope.parent) {
    if (ts.isFunctionLike(scope) && scope.parameters.some((p) => declares(p.name, node.text))) return true;
    if (ts.isBlock(scope) || ts.isSourceFile(scope)) {
      for (const statement of scope.statements) {
        if (
          ts.isVariableStatement(statement) &&
          statement.declarationList.declarations.some((d) => declares(d.name, node.text))
        )
          return true;
      }
    }
    if (ts.isForOfStatement(scope) && ts.isVariableDeclarationList(scope.initializer)) {
      if (scope.initializer.declarations.some((d) => declares(d.name, node.text))) return true;
    }
  }
  return false;
}

function declares(name: ts.BindingName, text: string): boolean {
  if (ts.isIdentifier(name)) return name.text === text;
  return name.elements.some((element) => ts.isBindingElement(element) && declares(element.name, text));
}

/** Circles of imports that exist at run time, each as the files on the way. */
function circles(graph: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const done = new Set<string>();
  const found: string[] = [];
  const walk = (file: string, path: readonly string[]): void => {
    const at = path.indexOf(file);
    if (at >= 0) found.push([...path.slice(at), file].map((name) => relative(root, name)).join(' -> '));
    if (at >= 0 || done.has(file)) return;
    for (const next of graph.get(file) ?? []) walk(next, [...path, file]);
    done.add(file);
  };
  for (const file of graph.keys()) walk(file, []);
  return found;
}

function reachedFrom(file: string, graph: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const reached = new Set([file]);
  for (const one of reached) for (const next of graph.get(one) ?? []) reached.add(next);
  return reached;
}

describe('the walls of the house', () => {
  const parsed = files.map((file) => ({ file, source: parse(file) }));

  it('stand: each storey imports only what the plan names', () => {
    const broken = parsed.flatMap(({ file, source }) =>
      importsOf(source).flatMap((one) => {
        const why = brokenWall(file, one);
        return why === undefined ? [] : [`${relative(root, file)}:${one.line}: ${why}`];
      }),
    );
    expect(broken).toEqual([]);
  });

  it('keep the outside out: no clock, chance, timer, locale or process in the storeys that repeat', () => {
    const found = parsed
      .filter(({ file }) => TIMELESS.has(storeyOf(file)))
      .flatMap(({ file, source }) =>
        outsideWorld(source, storeyOf(file)).map((what) => `${relative(root, file)}:${what}`),
      );
    expect(found).toEqual([]);
  });

  const known = new Map(files.map((file) => [file.replace(/\.tsx?$/, ''), file]));
  /** What each file brings along at run time. */
  const graph = new Map(
    parsed.map(({ file, source }) => [
      file,
      importsOf(source)
        .filter(({ specifier, typeOnly }) => specifier.startsWith('.') && !typeOnly)
        .flatMap(({ specifier }) => known.get(resolve(dirname(file), specifier).replace(/\.js$/, '')) ?? []),
    ]),
  );

  it('have no circles of imports', () => {
    expect(circles(graph)).toEqual([]);
  });

  it('let a page reach nothing of Node, and nobody else reach the page', () => {
    const page = join(src, 'hosts/browser');
    const reached = reachedFrom(join(page, 'main.ts'), graph);
    expect(reached.has(join(src, 'engine/cluster.ts'))).toBe(true);
    const isAstray = (file: string, { specifier, typeOnly }: Import) => {
      if (reached.has(file) && !typeOnly && specifier.startsWith('node:')) return true;
      return (
        !file.startsWith(page) &&
        (specifier.startsWith('@xterm/') || resolve(dirname(file), specifier).startsWith(page))
      );
    };
    const broken = parsed.flatMap(({ file, source }) =>
      importsOf(source)
        .filter((one) => isAstray(file, one))
        .map(({ specifier, line }) => `${relative(root, file)}:${line}: ${specifier}`),
    );
    expect(broken).toEqual([]);
  });
});
