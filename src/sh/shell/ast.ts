/** The syntax tree of shell text: plain data; commands refer to each other by number, so that frames can name them. */
export interface Script {
  readonly nodes: readonly Node[];
  /** Top-level statements in order; those before a syntax error, when there is one. */
  readonly statements: readonly Statement[];
  readonly error?: SyntaxProblem;
}

export interface Statement {
  readonly node: number;
  /** Ends with `&`. */
  readonly background: boolean;
  /** Offsets of its source text, without the terminator. */
  readonly start: number;
  readonly end: number;
  /** From 1. */
  readonly line: number;
}

export interface SyntaxProblem {
  /** More text could make it right. */
  readonly incomplete: boolean;
  /** The token that was not expected; `newline` and `end of file` are words of their own. */
  readonly token: string;
  readonly expecting?: string;
  /** A quote or bracket that was never closed. */
  readonly unterminated?: string;
  readonly line: number;
  readonly column: number;
}

export type Node =
  | SimpleNode
  | { readonly kind: 'list'; readonly items: readonly ListItem[] }
  | {
      readonly kind: 'and-or';
      readonly first: number;
      readonly rest: readonly { readonly and: boolean; readonly node: number }[];
    }
  | { readonly kind: 'pipeline'; readonly negate: boolean; readonly stages: readonly number[] }
  | { readonly kind: 'group'; readonly body: number; readonly redirects: readonly Redirect[] }
  | { readonly kind: 'subshell'; readonly body: number; readonly redirects: readonly Redirect[] }
  | ForNode
  | {
      readonly kind: 'while';
      readonly until: boolean;
      readonly condition: number;
      readonly body: number;
      readonly redirects: readonly Redirect[];
    }
  | {
      readonly kind: 'if';
      readonly branches: readonly { readonly condition: number; readonly body: number }[];
      readonly otherwise?: number;
      readonly redirects: readonly Redirect[];
    }
  | CaseNode
  | { readonly kind: 'function'; readonly name: string; readonly body: number }
  | { readonly kind: 'condition'; readonly test: Condition; readonly redirects: readonly Redirect[] };

export interface ListItem {
  readonly node: number;
  readonly background: boolean;
  /** Source text, for `jobs`. */
  readonly text: string;
}

export interface SimpleNode {
  readonly kind: 'simple';
  readonly assigns: readonly Assign[];
  readonly words: readonly Word[];
  readonly redirects: readonly Redirect[];
  readonly line: number;
}

export interface ForNode {
  readonly kind: 'for';
  readonly name: string;
  /** Absent: the positional parameters. */
  readonly words?: readonly Word[];
  readonly body: number;
  readonly redirects: readonly Redirect[];
}

export interface CaseNode {
  readonly kind: 'case';
  readonly word: Word;
  readonly items: readonly {
    readonly patterns: readonly Word[];
    readonly body: number;
    readonly fallThrough: boolean;
  }[];
  readonly redirects: readonly Redirect[];
}

export type Condition =
  | { readonly op: 'not'; readonly test: Condition }
  | { readonly op: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly op: 'unary'; readonly name: string; readonly word: Word }
  | { readonly op: 'binary'; readonly name: string; readonly left: Word; readonly right: Word };

export interface Assign {
  readonly name: string;
  readonly append: boolean;
  readonly value: Word;
}

export interface Redirect {
  readonly fd: number;
  readonly op: '<' | '>' | '>>' | '<>' | '>|' | '<&' | '>&' | '&>' | '&>>' | '<<' | '<<<';
  /** File, descriptor, or text of a here-document. */
  readonly target: Word;
}

export interface Word {
  readonly parts: readonly Part[];
  /** Holds a command substitution somewhere. */
  readonly runs: boolean;
  /** The whole word, when it is plain text that needs no expansion. */
  readonly plain?: string;
}

export type Part =
  | { readonly kind: 'text'; readonly text: string; readonly quoted: boolean }
  | {
      readonly kind: 'parameter';
      readonly name: string;
      readonly op: string;
      readonly word?: Word;
      readonly quoted: boolean;
    }
  | { readonly kind: 'command'; readonly body: number; readonly quoted: boolean }
  | { readonly kind: 'arithmetic'; readonly expression: Word; readonly quoted: boolean }
  | { readonly kind: 'tilde'; readonly user: string };
