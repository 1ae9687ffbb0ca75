// Raw terminal input to keys, one pure step at a time. A lone ESC is decided by a timeout that the host hands in.
import { type Key, keyOf, type Modifiers, type MouseAction } from './key.js';

export interface TokenizerState {
  /** Bytes that may be the beginning of a sequence. */
  readonly pending: string;
  /** Text of the paste that is going on. */
  readonly paste: string | undefined;
}

export type TokenizerInput = { readonly type: 'data'; readonly text: string } | { readonly type: 'timeout' };

export interface TokenizerStep {
  readonly state: TokenizerState;
  readonly keys: readonly Key[];
}

export const emptyTokenizer: TokenizerState = { pending: '', paste: undefined };

/** More than this of one paste is left out, and said so. */
export const maxPaste = 100_000;

const esc = '\x1b';
const pasteStart = '\x1b[200~';
const pasteEnd = '\x1b[201~';

export function tokenize(state: TokenizerState, input: TokenizerInput): TokenizerStep {
  if (input.type === 'timeout') {
    return state.paste === undefined && state.pending !== ''
      ? { state: emptyTokenizer, keys: abandoned(state.pending) }
      : { state, keys: [] };
  }
  const keys: Key[] = [];
  let { pending, paste } = state;
  let rest = pending + input.text;
  pending = '';
  while (rest !== '') {
    if (paste !== undefined) {
      const end = rest.indexOf(pasteEnd);
      const held = end < 0 ? heldBack(rest) : 0;
      const body = end < 0 ? rest.slice(0, rest.length - held) : rest.slice(0, end);
      // One character more than allowed tells a cut paste from one that just fits.
      paste = paste.length > maxPaste ? paste : (paste + body).slice(0, maxPaste + 1);
      if (end < 0) {
        pending = rest.slice(rest.length - held);
        break;
      }
      keys.push(pasted(paste));
      paste = undefined;
      rest = rest.slice(end + pasteEnd.length);
      continue;
    }
    const token = nextToken(rest);
    if (token === undefined) {
      pending = rest;
      break;
    }
    rest = rest.slice(token.length);
    if (token.key === 'paste-start') {
      paste = '';
    } else {
      keys.push(token.key);
    }
  }
  return { state: { pending, paste }, keys };
}

interface Token {
  readonly length: number;
  readonly key: Key | 'paste-start';
}

function nextToken(text: string): Token | undefined {
  if (text.startsWith(esc)) {
    return escapeToken(text);
  }
  const first = text.charCodeAt(0);
  if (first < 0x20 || first === 0x7f) {
    return { length: 1, key: controlKey(first) };
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: printable text ends at the first control character
  const run = /^[^\x00-\x1f\x7f]+/.exec(text)?.[0] ?? text;
  return { length: run.length, key: { type: 'text', text: run } };
}

function controlKey(code: number): Key {
  switch (code) {
    case 0x0d:
    case 0x0a:
      return code === 0x0d ? keyOf('enter') : keyOf('j', { ctrl: true });
    case 0x09:
      return keyOf('tab');
    case 0x08:
    case 0x7f:
      return keyOf('backspace');
    case 0x00:
      return keyOf('space', { ctrl: true });
    default:
      return keyOf(String.fromCharCode(code | 0x60).replace('\x7f', '_'), { ctrl: true });
  }
}

/** A sequence that begins with ESC; undefined while it may still go on. */
function escapeToken(text: string): Token | undefined {
  const second = text[1];
  if (second === undefined) {
    return undefined;
  }
  if (text.startsWith(pasteStart)) {
    return { length: pasteStart.length, key: 'paste-start' };
  }
  if (second === '[') {
    return csiToken(text);
  }
  if (second === 'O') {
    const final = text[2];
    return final === undefined ? undefined : { length: 3, key: named(ss3[final], {}, text.slice(0, 3)) };
  }
  if (second === esc) {
    return { length: 1, key: keyOf('escape') };
  }
  const inner = nextToken(Array.from(text.slice(1))[0] ?? '');
  const length = 1 + (Array.from(text.slice(1))[0]?.length ?? 0);
  return inner === undefined || inner.key === 'paste-start' ? undefined : { length, key: withAlt(inner.key) };
}

function withAlt(key: Key): Key {
  switch (key.type) {
    case 'text':
      return keyOf(key.text.toLowerCase(), { alt: true, shift: key.text !== key.text.toLowerCase() });
    case 'key':
      return { ...key, alt: true };
    default:
      return key;
  }
}

function csiToken(text: string): Token | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the grammar of a control sequence
  const match = /^\x1b\[([0-?]*)([ -/]*)([@-~])/.exec(text);
  if (match === null) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the beginning of a control sequence
    return /^\x1b\[[0-?]*[ -/]*$/.test(text) ? undefined : { length: 2, key: { type: 'unknown', sequence: '\x1b[' } };
  }
  const [sequence, parameters = '', , final = ''] = match;
  return { length: sequence.length, key: csiKey(sequence, parameters, final) };
}

function csiKey(sequence: string, parameters: string, final: string): Key {
  if (parameters.startsWith('<') && (final === 'M' || final === 'm')) {
    return mouseKey(parameters.slice(1), final);
  }
  const [first = '', second = '1'] = parameters.split(';');
  const modifiers = modifiersOf(Number(second.split(':')[0]) - 1);
  if (final === '~') {
    return named(tilde[Number(first)], modifiers, sequence);
  }
  if (final === 'Z') {
    return keyOf('tab', { shift: true });
  }
  return named(letter[final], modifiers, sequence);
}

function named(name: string | undefined, modifiers: Modifiers, sequence: string): Key {
  return name === undefined ? { type: 'unknown', sequence } : keyOf(name, modifiers);
}

function modifiersOf(bits: number): Modifiers {
  return { shift: (bits & 1) !== 0, alt: (bits & 2) !== 0, ctrl: (bits & 4) !== 0 };
}

function mouseKey(parameters: string, final: string): Key {
  const [button = 0, column = 1, row = 1] = parameters.split(';').map(Number);
  return { type: 'mouse', action: mouseAction(button, final), column: column - 1, row: row - 1 };
}

function mouseAction(button: number, final: string): MouseAction {
  if ((button & 64) !== 0) {
    return (button & 1) === 0 ? 'wheel-up' : 'wheel-down';
  }
  if ((button & 32) !== 0) {
    return 'move';
  }
  return final === 'M' ? 'press' : 'release';
}

/** What an unfinished sequence meant after all. */
function abandoned(pending: string): readonly Key[] {
  if (pending === esc) {
    return [keyOf('escape')];
  }
  if (pending.length === 2) {
    return [keyOf((pending[1] ?? '').toLowerCase(), { alt: true })];
  }
  return [{ type: 'unknown', sequence: pending }];
}

/** How many characters at the end may be the beginning of the end mark of a paste. */
function heldBack(text: string): number {
  for (let length = Math.min(pasteEnd.length - 1, text.length); length > 0; length -= 1) {
    if (pasteEnd.startsWith(text.slice(text.length - length))) {
      return length;
    }
  }
  return 0;
}

function pasted(text: string): Key {
  return { type: 'paste', text: text.slice(0, maxPaste).replace(/\r\n?/g, '\n'), isCut: text.length > maxPaste };
}

const letter: Readonly<Record<string, string>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  F: 'end',
  H: 'home',
  P: 'f1',
  Q: 'f2',
  R: 'f3',
  S: 'f4',
};

const ss3: Readonly<Record<string, string>> = { ...letter, M: 'enter' };

const tilde: Readonly<Record<number, string>> = {
  1: 'home',
  2: 'insert',
  3: 'delete',
  4: 'end',
  5: 'pageup',
  6: 'pagedown',
  7: 'home',
  8: 'end',
  11: 'f1',
  12: 'f2',
  13: 'f3',
  14: 'f4',
  15: 'f5',
  17: 'f6',
  18: 'f7',
  19: 'f8',
  20: 'f9',
  21: 'f10',
  23: 'f11',
  24: 'f12',
};
