import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Key, keyOf } from '../../../src/ui/keys/key.js';
import { emptyTokenizer, maxPaste, tokenize } from '../../../src/ui/keys/tokenizer.js';

function keysOf(...chunks: readonly string[]): readonly Key[] {
  const keys: Key[] = [];
  let state = emptyTokenizer;
  for (const text of chunks) {
    const step = tokenize(state, { type: 'data', text });
    state = step.state;
    keys.push(...step.keys);
  }
  return [...keys, ...tokenize(state, { type: 'timeout' }).keys];
}

describe('keys', () => {
  test('text and Enter in one chunk are two keys', () => {
    expect(keysOf('ls\r')).toEqual([{ type: 'text', text: 'ls' }, keyOf('enter')]);
  });

  test('what an input method commits is text', () => {
    expect(keysOf('日本語入力')).toEqual([{ type: 'text', text: '日本語入力' }]);
  });

  test('control keys, arrows with modifiers, function keys and Alt are named', () => {
    expect(
      keysOf('\x01\x7f\t', '\x1b[A\x1bOB\x1b[1;5C', '\x1bOP\x1b[15~\x1b[1;2P', '\x1b[Z\x1bf\x1bあ\x1b\r\x1f'),
    ).toEqual([
      keyOf('a', { ctrl: true }),
      keyOf('backspace'),
      keyOf('tab'),
      keyOf('up'),
      keyOf('down'),
      keyOf('right', { ctrl: true }),
      keyOf('f1'),
      keyOf('f5'),
      keyOf('f1', { shift: true }),
      keyOf('tab', { shift: true }),
      keyOf('f', { alt: true }),
      keyOf('あ', { alt: true }),
      keyOf('enter', { alt: true }),
      keyOf('_', { ctrl: true }),
    ]);
  });

  test('a lone ESC is the Escape key once nothing follows', () => {
    expect(tokenize(emptyTokenizer, { type: 'data', text: '\x1b' })).toEqual({
      state: { pending: '\x1b', paste: undefined },
      keys: [],
    });
    expect(keysOf('\x1b')).toEqual([keyOf('escape')]);
  });

  test('a mouse wheel is told with its place', () => {
    expect(keysOf('\x1b[<64;10;5M')).toEqual([{ type: 'mouse', action: 'wheel-up', column: 9, row: 4 }]);
  });

  test('an unknown sequence is never typed', () => {
    expect(keysOf('\x1b[99;1x')).toEqual([{ type: 'unknown', sequence: '\x1b[99;1x' }]);
  });
});

describe('paste', () => {
  test('a paste is one key, whatever it holds', () => {
    expect(keysOf('\x1b[200~a: 1\r\nb: \x1b[A\x1b[201~x')).toEqual([
      { type: 'paste', text: 'a: 1\nb: \x1b[A', isCut: false },
      { type: 'text', text: 'x' },
    ]);
  });

  test('a huge paste is cut and says so', () => {
    const chunks = Array.from({ length: 12 }, () => 'x'.repeat(100_000));
    const [key] = keysOf('\x1b[200~', ...chunks, '\x1b[201~');
    expect(key).toEqual({ type: 'paste', text: 'x'.repeat(maxPaste), isCut: true });
  });
});

test('it does not matter how the bytes are cut into chunks', () => {
  const piece = fc.constantFrom(
    'ls',
    '\r',
    '\x1b[A',
    '\x1b[1;5D',
    '\x1bOP',
    '\x1b[200~a\nb\x1b[201~',
    '\x03',
    '日本',
    '\x1bb',
  );
  const merged = (keys: readonly Key[]) => JSON.stringify(keys).replaceAll(/"\},\{"type":"text","text":"/g, '');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), fc.array(fc.nat(40), { maxLength: 6 }), (pieces, cuts) => {
      const whole = pieces.join('');
      const places = [...new Set(cuts.map((cut) => Math.min(cut, whole.length)))].sort((one, other) => one - other);
      const chunks = [...places, whole.length].map((end, index) => whole.slice(places[index - 1] ?? 0, end));
      expect(merged(keysOf(...chunks))).toBe(merged(keysOf(whole)));
    }),
  );
});
