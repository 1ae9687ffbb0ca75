/** YAML text as objects, read as go-yaml v2 reads it (YAML 1.1 words) and complaining in its words; guarded against bombs. */
import { type Document, LineCounter, parseAllDocuments, parseDocument, type YAMLError } from 'yaml';

/** What go-yaml would say: `yaml: line 4: found character that cannot start any token`. */
export class YamlError extends Error {
  override readonly name = 'YamlError';
}

/** The value of one document; JSON is YAML, too. Throws YamlError. */
export function readYaml(text: string): unknown {
  const counter = new LineCounter();
  const document = parseDocument(text, { ...OPTIONS, lineCounter: counter });
  return documentValue(document, text, counter);
}

/** The values of all documents of a text, `null` for empty ones. Throws YamlError for the first bad one. */
export function readYamlDocuments(text: string): unknown[] {
  const counter = new LineCounter();
  const documents = parseAllDocuments(text, { ...OPTIONS, lineCounter: counter });
  return 'empty' in documents ? [] : documents.map((document) => documentValue(document as Document, text, counter));
}

const NOT_IN_GO = new Set([
  'tag:yaml.org,2002:timestamp',
  'tag:yaml.org,2002:set',
  'tag:yaml.org,2002:omap',
  'tag:yaml.org,2002:pairs',
]);

const OPTIONS = {
  schema: 'yaml-1.1',
  merge: true,
  uniqueKeys: false,
  strict: true,
  logLevel: 'silent',
  customTags: (tags: readonly unknown[]) => (tags as readonly ScalarTag[]).filter(isInGo).map(asInGo) as never,
} as const;

interface ScalarTag {
  readonly tag?: string;
  readonly format?: string;
  readonly test?: RegExp;
}

function isInGo({ tag, format }: ScalarTag): boolean {
  return format !== 'TIME' && !NOT_IN_GO.has(tag ?? '');
}

/** go-yaml wants a digit before an exponent and beside a point: `e1` and `.` are text. */
function asInGo(tag: ScalarTag): ScalarTag {
  if (tag.tag !== 'tag:yaml.org,2002:float' || tag.test?.test('.nan')) return tag;
  const exponent = tag.format === 'EXP' ? '[eE][-+]?[0-9]+' : '';
  return {
    ...tag,
    test: new RegExp(`^[-+]?(?:\\.[0-9_]+|[0-9][0-9_]*(?:\\.[0-9_]*)${exponent === '' ? '' : '?'})${exponent}$`),
  };
}

/** As many nodes as aliases may bring in before the text counts as a bomb. */
const MAX_ALIASES = 1000;
const MAX_DEPTH = 500;

function documentValue(document: Document, text: string, counter: LineCounter): unknown {
  const [error] = document.errors;
  if (error) throw new YamlError(goMessage(error, text, counter));
  try {
    const value: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
    checkDepth(value, 0);
    return value;
  } catch (cause) {
    if (cause instanceof YamlError) throw cause;
    const message = cause instanceof Error ? cause.message : '';
    const unresolved = /Unresolved alias .*: (.*)$/.exec(message);
    if (unresolved) throw new YamlError(`yaml: unknown anchor '${unresolved[1]}' referenced`, { cause });
    throw new YamlError('yaml: document contains excessive aliasing', { cause });
  }
}

function checkDepth(value: unknown, depth: number): void {
  if (depth > MAX_DEPTH) throw new YamlError('yaml: exceeded max depth of 10000');
  if (typeof value !== 'object' || value === null) return;
  for (const child of Object.values(value)) checkDepth(child, depth + 1);
}

/** libyaml's scanner counts lines from 1 in its messages, its parser from 0 (and says nothing on the first line). */
function goMessage(error: YAMLError, text: string, counter: LineCounter): string {
  const line = counter.linePos(error.pos[0]).line;
  const scanner = (message: string) => `yaml: line ${line}: ${message}`;
  const parser = (message: string) => (line > 1 ? `yaml: line ${line - 1}: ${message}` : `yaml: ${message}`);
  switch (error.code) {
    case 'TAB_AS_INDENT':
    case 'BAD_SCALAR_START':
      return scanner('found character that cannot start any token');
    case 'BLOCK_AS_IMPLICIT_KEY':
      return scannerAt(mappingLine(error, text, counter), 'mapping values are not allowed in this context');
    case 'MULTILINE_IMPLICIT_KEY':
      return scannerAt(counter.linePos(error.pos[1]).line, "could not find expected ':'", 1);
    case 'MISSING_CHAR':
      return /quote/.test(error.message)
        ? scannerAt(lastLine(text, counter), 'found unexpected end of stream')
        : parser(flowMessage(error));
    case 'BAD_DQ_ESCAPE':
      return scanner('found unknown escape character');
    case 'DUPLICATE_KEY':
      return scanner(`key already set in map`);
    case 'BAD_INDENT':
      if (!/^Flow/.test(error.message)) return parser('did not find expected key');
      return parser(/[[{,]\s*$/.test(text.slice(0, error.pos[0])) ? NO_NODE : flowMessage(error));
    default:
      return parser(/flow-/.test(error.message) ? 'did not find expected node content' : 'did not find expected key');
  }
}

/** What libyaml says where a collection stops before its next entry. */
const NO_NODE = 'did not find expected node content';

function scannerAt(line: number, message: string, after = 0): string {
  return `yaml: line ${line + after}: ${message}`;
}

function flowMessage(error: YAMLError): string {
  return /sequence| \]|\]$/.test(error.message) && !/\}/.test(error.message)
    ? "did not find expected ',' or ']'"
    : "did not find expected ',' or '}'";
}

/** The line of the second `: ` that the scanner stumbles over. */
function mappingLine(error: YAMLError, text: string, counter: LineCounter): number {
  const colon = text.slice(error.pos[0]).search(/:(\s|$)/);
  return counter.linePos(error.pos[0] + Math.max(colon, 0)).line;
}

function lastLine(text: string, counter: LineCounter): number {
  return counter.linePos(text.length).line;
}
