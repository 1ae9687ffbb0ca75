import { labelKeyProblem, labelValueProblem } from './label-words.js';
import type { LabelSelector } from './shapes/meta.js';

/** One condition of a selector; all conditions must hold. Values are sorted. */
export interface Requirement {
  readonly key: string;
  readonly operator: '=' | '==' | '!=' | 'in' | 'notin' | 'exists' | '!' | 'gt' | 'lt';
  readonly values: readonly string[];
}

/** Parses `app=web,tier in (a,b),!old`; sorted by key. Throws `SelectorError` in the words of apimachinery's labels.Parse. */
export function parseLabelSelector(text: string): readonly Requirement[] {
  const parser = new Parser(tokens(text));
  return [...parser.selector()].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

export class SelectorError extends Error {
  override readonly name = 'SelectorError';
}

export function matchesLabels(
  requirements: readonly Requirement[],
  labels: Readonly<Record<string, string>> | undefined,
): boolean {
  return requirements.every((requirement) => holds(requirement, labels?.[requirement.key]));
}

/** What a LabelSelector object asks for; `undefined` (no selector) matches nothing, so it has no requirements to give. */
function selectorRequirements(selector: LabelSelector): readonly Requirement[] {
  const pairs = Object.entries(selector.matchLabels ?? {}).map(
    ([key, value]): Requirement => ({ key, operator: '=', values: [value] }),
  );
  const expressions = (selector.matchExpressions ?? []).map(
    ({ key, operator, values = [] }): Requirement => ({
      key,
      operator: OPERATORS[operator],
      values: [...values].sort(),
    }),
  );
  return [...pairs, ...expressions].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

export function matchesSelector(
  selector: LabelSelector | undefined,
  labels: Readonly<Record<string, string>> | undefined,
): boolean {
  return selector !== undefined && matchesLabels(selectorRequirements(selector), labels);
}

/** The text form, as `kubectl get -o wide` and the scale subresource print it. */
export function formatRequirements(requirements: readonly Requirement[]): string {
  return requirements.map(formatRequirement).join(',');
}

/** `metav1.FormatLabelSelector`: `<none>` for an empty one. */
export function formatLabelSelector(selector: LabelSelector | undefined): string {
  const text = selector === undefined ? '' : formatRequirements(selectorRequirements(selector));
  return text === '' ? '<none>' : text;
}

const OPERATORS = { In: 'in', NotIn: 'notin', Exists: 'exists', DoesNotExist: '!' } as const;

function formatRequirement({ key, operator, values }: Requirement): string {
  if (operator === 'exists') return key;
  if (operator === '!') return `!${key}`;
  if (operator === 'in' || operator === 'notin') return `${key} ${operator} (${values.join(',')})`;
  if (operator === 'gt') return `${key}>${values[0] ?? ''}`;
  if (operator === 'lt') return `${key}<${values[0] ?? ''}`;
  return `${key}${operator}${values[0] ?? ''}`;
}

function holds({ operator, values }: Requirement, value: string | undefined): boolean {
  switch (operator) {
    case '=':
    case '==':
    case 'in':
      return value !== undefined && values.includes(value);
    case '!=':
    case 'notin':
      return value === undefined || !values.includes(value);
    case 'exists':
      return value !== undefined;
    case '!':
      return value === undefined;
    case 'gt':
      return isInteger(value) && Number(value) > Number(values[0]);
    case 'lt':
      return isInteger(value) && Number(value) < Number(values[0]);
  }
}

function isInteger(value: string | undefined): boolean {
  return value !== undefined && /^[+-]?\d+$/.test(value);
}

interface Token {
  readonly kind: 'identifier' | 'word' | 'symbol' | 'end';
  readonly text: string;
}

const SYMBOL = /^(==|!=|[=!(),<>])/;

function tokens(text: string): Token[] {
  const found: Token[] = [];
  let rest = text.trimStart();
  while (rest !== '') {
    const symbol = SYMBOL.exec(rest)?.[0];
    const word = symbol ?? /^[^=!(),<>\s]+/.exec(rest)?.[0] ?? '';
    const kind = symbol !== undefined ? 'symbol' : word === 'in' || word === 'notin' ? 'word' : 'identifier';
    found.push({ kind, text: word });
    rest = rest.slice(word.length).trimStart();
  }
  return found;
}

const END: Token = { kind: 'end', text: '' };

class Parser {
  private position = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  selector(): Requirement[] {
    const requirements: Requirement[] = [];
    for (;;) {
      const next = this.peek();
      if (next.kind === 'end') return requirements;
      if (!isName(next) && next.text !== '!') fail(`found '${next.text}', expected: !, identifier, or 'end of string'`);
      requirements.push(this.requirement());
      const after = this.take();
      if (after.kind === 'end') return requirements;
      if (after.text !== ',') fail(`found '${after.text}', expected: ',' or 'end of string'`);
      const following = this.peek();
      if (!isName(following) && following.text !== '!') {
        fail(`found '${following.text}', expected: identifier after ','`);
      }
    }
  }

  private requirement(): Requirement {
    const negated = this.peek().text === '!' && this.take() !== undefined;
    const key = this.take();
    if (!isName(key)) failRequirement(`found '${key.text}', expected: identifier`);
    const problem = labelKeyProblem(key.text);
    if (problem !== undefined) failRequirement(`<nil>: Invalid value: ${JSON.stringify(key.text)}: ${problem}`);
    const next = this.peek();
    if (negated) return { key: key.text, operator: '!', values: [] };
    if (next.kind === 'end' || next.text === ',') return { key: key.text, operator: 'exists', values: [] };
    const operator = this.operator();
    const values = operator === 'in' || operator === 'notin' ? this.values() : [this.value()];
    checkValues(key.text, operator, values);
    return { key: key.text, operator, values };
  }

  private operator(): Requirement['operator'] {
    const { kind, text } = this.take();
    if (text === '>') return 'gt';
    if (text === '<') return 'lt';
    if (kind === 'word' || text === '=' || text === '==' || text === '!=') return text as Requirement['operator'];
    return failRequirement(`found '${text}', expected: in, notin, =, ==, !=, gt, lt`);
  }

  private value(): string {
    const next = this.peek();
    if (next.kind === 'end' || next.text === ',') return '';
    const value = this.take();
    return isName(value) ? value.text : failRequirement(`found '${value.text}', expected: identifier`);
  }

  private values(): string[] {
    const open = this.take();
    if (open.text !== '(') failRequirement(`found '${open.text}' expected: '('`);
    const first = this.peek();
    if (first.text === ')') {
      this.take();
      return [''];
    }
    if (!isName(first) && first.text !== ',') {
      failRequirement(`found '${first.text}', expected: ',', ')' or identifier`);
    }
    const values = this.identifiers();
    this.take();
    return [...values].sort();
  }

  /** Up to the closing parenthesis; an empty place between commas is an empty value. */
  private identifiers(): Set<string> {
    const values = new Set<string>();
    for (;;) {
      const token = this.take();
      const next = this.peek();
      if (isName(token)) {
        values.add(token.text);
        if (next.text === ')') return values;
        if (next.text !== ',') failRequirement(`found '${next.text}', expected: ',' or ')'`);
      } else if (token.text === ',') {
        if (values.size === 0) values.add('');
        if (next.text === ')') return values.add('');
        if (next.text === ',') values.add('');
      } else {
        failRequirement(`found '${token.text}', expected: ',', or identifier`);
      }
    }
  }

  private peek(): Token {
    return this.tokens[this.position] ?? END;
  }

  private take(): Token {
    const token = this.peek();
    this.position += 1;
    return token;
  }
}

/** `in` and `notin` are names wherever no operator can stand. */
function isName(token: Token): boolean {
  return token.kind === 'identifier' || token.kind === 'word';
}

function checkValues(key: string, operator: Requirement['operator'], values: readonly string[]): void {
  if ((operator === 'gt' || operator === 'lt') && !isInteger(values[0])) {
    failRequirement(
      `values[0]: Invalid value: ${JSON.stringify(values[0])}: for 'Gt', 'Lt' operators, the value must be an integer`,
    );
  }
  values.forEach((value, index) => {
    const problem = labelValueProblem(value);
    if (problem === undefined) return;
    failRequirement(`values[${index}][${key}]: Invalid value: ${JSON.stringify(value)}: ${problem}`);
  });
}

function failRequirement(message: string): never {
  return fail(`unable to parse requirement: ${message}`);
}

function fail(message: string): never {
  throw new SelectorError(message);
}
