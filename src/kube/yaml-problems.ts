/** What is wrong in a manifest that is being written, line by line, before anybody applies it. */
import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseAllDocuments, type YAMLError } from 'yaml';
import { nearestWord } from './nearest-word.js';
import type { ObjectSchema, Schema } from './schema.js';
import { schemaOf } from './schema.js';

export interface YamlProblem {
  /** Counted from 1. */
  readonly line: number;
  readonly reason: YamlReason;
  /** What it is about: the characters, the field. */
  readonly text: string;
  /** What was probably meant. */
  readonly meant?: string | undefined;
}

export type YamlReason =
  | 'tab'
  | 'full-width'
  | 'indentation'
  | 'no-colon'
  | 'two-colons'
  | 'open-quote'
  | 'open-bracket'
  | 'bad-escape'
  | 'bad-start'
  | 'same-key'
  | 'unknown-anchor'
  | 'unknown-field'
  | 'syntax';

/** Problems in the order of lines, at most one a line. Never throws. */
export function problemsOf(text: string): readonly YamlProblem[] {
  if (text.length > MAX_LENGTH) return [];
  const typing = typingProblems(text);
  const counter = new LineCounter();
  const documents = parsed(text, counter);
  const syntax = documents.flatMap(({ errors }) => errors.map((error) => syntaxProblem(error, text, counter)));
  const unknown = syntax.length + typing.length > 0 ? [] : documents.flatMap((one) => fieldProblems(one, counter));
  // A full-width character or a tab is the cause of what the parser says about the same line or a later one.
  const cause = typing[0]?.line ?? Number.POSITIVE_INFINITY;
  return onePerLine([...typing, ...syntax.filter(({ line }) => line < cause), ...unknown]);
}

/** Longer texts are not looked at while somebody types. */
const MAX_LENGTH = 300_000;

function parsed(text: string, lineCounter: LineCounter): readonly Document[] {
  const documents = parseAllDocuments(text, { lineCounter, uniqueKeys: true, logLevel: 'silent', version: '1.1' });
  return 'empty' in documents ? [] : (documents as Document[]);
}

function onePerLine(problems: readonly YamlProblem[]): readonly YamlProblem[] {
  const byLine = new Map<number, YamlProblem>();
  for (const problem of problems) if (!byLine.has(problem.line)) byLine.set(problem.line, problem);
  return [...byLine.values()].sort((one, other) => one.line - other.line);
}

const BLOCK_SCALAR = /(?:^|[:\s-])[|>][+-]?\d?\s*(?:#.*)?$/;

/** Characters that a Japanese keyboard or a word processor puts where YAML wants ASCII. */
function typingProblems(text: string): readonly YamlProblem[] {
  const problems: YamlProblem[] = [];
  let blockIndent: number | undefined;
  text.split('\n').forEach((line, index) => {
    const indent = /^ */.exec(line)?.[0].length ?? 0;
    if (blockIndent !== undefined && (line.trim() === '' || indent > blockIndent)) return;
    blockIndent = BLOCK_SCALAR.test(line) ? indent : undefined;
    const found = /^\s*#/.test(line) ? undefined : typingProblem(line);
    if (found) problems.push({ line: index + 1, ...found });
  });
  return problems;
}

const SMART_QUOTES = /^["'“”„‟‘’‚‛＂＇]/;

function typingProblem(line: string): Omit<YamlProblem, 'line'> | undefined {
  const lead = /^[\s\u3000]*/.exec(line)?.[0] ?? '';
  if (lead.includes('\t')) return { reason: 'tab', text: '\t' };
  if (lead.includes('\u3000')) return { reason: 'full-width', text: '\u3000', meant: ' ' };
  const dash = /^\s*([－ー—–‐‑‒―・])[\s\u3000]/.exec(line)?.[1];
  if (dash !== undefined) return { reason: 'full-width', text: dash, meant: '-' };
  const key = /^\s*(?:-\s+)*([^\s:#"'{[：][^:：]*?)\s*([:：])/.exec(line);
  if (key === null) return undefined;
  const [whole, name = '', colon] = key;
  if (colon === '：') return { reason: 'full-width', text: '：', meant: ':' };
  const wide = /[！-～]/.exec(name)?.[0];
  if (wide !== undefined) return { reason: 'full-width', text: name, meant: name.normalize('NFKC') };
  const value = line.slice(whole.length);
  if (value.startsWith('\u3000')) return { reason: 'full-width', text: '\u3000', meant: ' ' };
  const start = value.trimStart();
  if (SMART_QUOTES.test(start) && !/^["']/.test(start))
    return { reason: 'full-width', text: start[0] ?? '', meant: '"' };
  const digits = /^[-＋－+]?[0-9０-９．.]+(?=\s*(?:#|$))/.exec(start)?.[0] ?? '';
  return /[０-９．－＋]/.test(digits)
    ? { reason: 'full-width', text: digits, meant: digits.normalize('NFKC') }
    : undefined;
}

function syntaxProblem(error: YAMLError, text: string, counter: LineCounter): YamlProblem {
  const at = (offset: number) => Math.max(1, counter.linePos(Math.min(offset, text.length)).line);
  const line = at(error.pos[0]);
  const about = text.slice(error.pos[0], Math.max(error.pos[1], error.pos[0] + 1)).split('\n')[0] ?? '';
  const problem = (reason: YamlReason, where = line, on = about): YamlProblem => ({ line: where, reason, text: on });
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return problem('tab');
    case 'BAD_SCALAR_START':
      return problem('bad-start', line, about.slice(0, 1));
    case 'BLOCK_AS_IMPLICIT_KEY':
      return problem('two-colons');
    case 'MULTILINE_IMPLICIT_KEY':
      return problem('no-colon', line, about.trim());
    case 'MISSING_CHAR':
      if (/quote/.test(error.message)) return problem('open-quote', openLine(error, text, at));
      return /indicator|colon|:/.test(error.message) && !/[\]}]/.test(error.message)
        ? problem('no-colon', line, (text.split('\n')[line - 1] ?? '').trim())
        : problem('open-bracket', line);
    case 'BAD_DQ_ESCAPE':
      return problem('bad-escape');
    case 'DUPLICATE_KEY':
      return problem('same-key', line, (text.split('\n')[line - 1] ?? '').replace(/:.*$/, '').replace(/^[\s-]*/, ''));
    case 'BAD_ALIAS':
      return problem('unknown-anchor');
    case 'BAD_INDENT':
    case 'UNEXPECTED_TOKEN':
    case 'BLOCK_IN_FLOW':
      return problem(/^Flow|flow/.test(error.message) ? 'open-bracket' : 'indentation');
    default:
      return problem('syntax');
  }
}

/** A quote that is not closed is noticed at the end of the text; what is wrong is where it begins. */
function openLine({ pos }: YAMLError, text: string, at: (offset: number) => number): number {
  const before = text.slice(0, pos[1]);
  const quote = Math.max(
    before.lastIndexOf(': "'),
    before.lastIndexOf(": '"),
    before.lastIndexOf('- "'),
    before.lastIndexOf("- '"),
  );
  return quote < 0 ? at(pos[0]) : at(quote);
}

/** Fields that the kind does not have. */
function fieldProblems(document: Document, counter: LineCounter): readonly YamlProblem[] {
  const root = document.contents;
  if (!isMap(root)) return [];
  const apiVersion = root.get('apiVersion');
  const kind = root.get('kind');
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return [];
  const problems: YamlProblem[] = [];
  const schema = schemaOf(apiVersion, kind);
  if (schema) walk(root, schema, (field, offset) => problems.push(fieldProblem(field, counter.linePos(offset).line)));
  return problems;
}

interface UnknownField {
  readonly name: string;
  readonly within: ObjectSchema;
}

function fieldProblem({ name, within }: UnknownField, line: number): YamlProblem {
  const meant = nearestWord(name.normalize('NFKC'), Object.keys(within.fields));
  return { line, reason: 'unknown-field', text: name, ...(meant ? { meant } : {}) };
}

type Report = (field: UnknownField, offset: number) => void;

function walk(node: Node | null | undefined, schema: Schema, report: Report): void {
  if (schema.type === 'list') {
    if (isSeq(node)) for (const item of node.items) walk(item as Node, schema.items, report);
    return;
  }
  if (!isMap(node) || (schema.type !== 'object' && schema.type !== 'map')) return;
  for (const { key, value } of node.items) {
    if (!isScalar(key) || key.value === '<<') continue;
    const name = String(key.value);
    if (schema.type === 'map') walk(value as Node | null, schema.values, report);
    else {
      const field = Object.hasOwn(schema.fields, name) ? schema.fields[name] : undefined;
      if (field) walk(value as Node | null, field, report);
      else report({ name, within: schema }, key.range?.[0] ?? 0);
    }
  }
}
