import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keyOf } from '../../../src/ui/keys/key.js';
import { repairFullWidth } from '../../../src/ui/line-editor/full-width.js';
import { lineIntent } from '../../../src/ui/line-editor/keys.js';
import { type LineAction, reduceLine } from '../../../src/ui/line-editor/reducer.js';
import { emptyLine, type LineState } from '../../../src/ui/line-editor/state.js';
import { graphemes } from '../../../src/ui/text/width.js';

const history = ['kubectl get pods', 'ls', 'kubectl get svc', 'kubectl get svc'];

function typed(text: string): LineState {
  return reduceLine(emptyLine, { type: 'insert', text });
}

function changed(state: LineState, ...actions: readonly LineAction[]): LineState {
  return actions.reduce(reduceLine, state);
}

describe('editing', () => {
  test('characters are deleted as a person sees them', () => {
    expect(changed(typed('か\u309a日👨‍👩‍👧'), { type: 'delete', what: 'left' }).text).toBe('か\u309a日');
  });

  test('what was cut in a row is pasted back together', () => {
    const line = changed(
      typed('kubectl get pods'),
      { type: 'kill', what: 'word-left' },
      { type: 'kill', what: 'word-left' },
      { type: 'move', to: 'home' },
      { type: 'yank' },
    );
    expect(line.text).toBe('get podskubectl ');
  });

  test('typed characters are undone together, a paste by itself', () => {
    const line = changed(typed('k'), { type: 'insert', text: 'g' }, { type: 'paste', text: ' pods' });
    const once = changed(line, { type: 'undo' });
    expect([once.text, changed(once, { type: 'undo' }).text, changed(once, { type: 'redo' }).text]).toEqual([
      'kg',
      '',
      'kg pods',
    ]);
  });

  test('control characters never enter the line', () => {
    expect(typed('a\x1b[31m\x07b').text).toBe('a[31mb');
  });
});

describe('history', () => {
  const older: LineAction = { type: 'history', direction: 'older', entries: history };
  const newer: LineAction = { type: 'history', direction: 'newer', entries: history };

  test('only entries that begin with what was typed are walked, each text once in a row', () => {
    const first = changed(typed('kub'), older);
    const second = changed(first, older);
    expect([first.text, second.text, changed(second, newer).text, changed(second, newer, newer).text]).toEqual([
      'kubectl get svc',
      'kubectl get pods',
      'kubectl get svc',
      'kub',
    ]);
  });

  test('Ctrl-R finds the newest entry that contains the query, then older ones; Esc gives the line back', () => {
    const begun = changed(typed('old'), { type: 'search', entries: history });
    const found = changed(begun, { type: 'search-type', query: 'get', entries: history });
    const further = changed(found, { type: 'search', entries: history });
    const missed = changed(further, { type: 'search', entries: history });
    expect([found.text, further.text, missed.search?.found]).toEqual(['kubectl get svc', 'kubectl get pods', false]);
    expect(changed(missed, { type: 'close' }).text).toBe('old');
  });
});

describe('completion', () => {
  const candidates = [{ text: 'describe' }, { text: 'delete' }];

  test('what all candidates share is typed, the rest is a menu', () => {
    const line = changed(typed('kubectl d'), { type: 'complete', completion: { from: 8, to: 9, candidates } });
    expect([line.text, line.menu?.selected]).toEqual(['kubectl de', -1]);
    const tried = changed(line, { type: 'menu', step: 1 }, { type: 'menu', step: 1 });
    expect([tried.text, changed(tried, { type: 'close' }).text]).toEqual(['kubectl delete', 'kubectl de']);
  });

  test('Enter in the menu takes the candidate and does not run the line', () => {
    const menu = changed(typed('kubectl d'), { type: 'complete', completion: { from: 8, to: 9, candidates } });
    const tried = changed(menu, { type: 'menu', step: 1 });
    expect(lineIntent(keyOf('enter'), tried, [])).toEqual({ type: 'edit', action: { type: 'insert', text: ' ' } });
    expect(lineIntent(keyOf('enter'), menu, [])).toEqual({ type: 'submit' });
  });

  test('a single candidate is followed by a space, a directory is not', () => {
    const complete = (text: string) =>
      changed(typed('l'), { type: 'complete', completion: { from: 0, to: 1, candidates: [{ text }] } }).text;
    expect([complete('ls'), complete('lessons/')]).toEqual(['ls ', 'lessons/']);
  });
});

describe('full-width input', () => {
  test.each([
    ['ｋｕｂｅｃｔｌ　ｇｅｔ　ｐｏｄｓ', 'kubectl get pods'],
    ['kubectl get pods ーn shop', 'kubectl get pods -n shop'],
    ['kubectl run x −−image=nginx', 'kubectl run x --image=nginx'],
    ['echo “a b”', 'echo "a b"'],
    ['echo こんにちは　世界！', 'echo こんにちは　世界！'],
    ["echo 'ＡＢＣ'", "echo 'ＡＢＣ'"],
    ['echo サーバー', 'echo サーバー'],
    ['answer target ８０８０', 'answer target 8080'],
  ])('%s', (text, repaired) => {
    expect(repairFullWidth(text)).toEqual({ text: repaired, isRepaired: text !== repaired });
  });
});

test('the cursor always stands between two graphemes, and undo leads back to the beginning', () => {
  const action: fc.Arbitrary<LineAction> = fc.oneof(
    fc.record({ type: fc.constant('insert' as const), text: fc.string({ unit: 'grapheme', maxLength: 4 }) }),
    fc.record({
      type: fc.constant('move' as const),
      to: fc.constantFrom(
        'left' as const,
        'right' as const,
        'word-left' as const,
        'word-right' as const,
        'home' as const,
      ),
    }),
    fc.record({ type: fc.constant('delete' as const), what: fc.constantFrom('left' as const, 'right' as const) }),
    fc.record({
      type: fc.constant('kill' as const),
      what: fc.constantFrom('word-left' as const, 'word-right' as const, 'to-end' as const, 'to-start' as const),
    }),
    fc.record({ type: fc.constantFrom('yank' as const, 'transpose' as const, 'undo' as const, 'redo' as const) }),
  );
  fc.assert(
    fc.property(fc.array(action, { maxLength: 30 }), (actions) => {
      let line = changed(emptyLine, ...actions);
      const parts = graphemes(line.text);
      const edges = parts.map((_, index) => parts.slice(0, index + 1).join('').length);
      expect([0, ...edges]).toContain(line.cursor);
      for (let step = 0; step <= actions.length; step += 1) {
        line = changed(line, { type: 'undo' });
      }
      expect(line.text).toBe('');
    }),
  );
});
