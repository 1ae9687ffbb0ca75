import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseScript, parseStatus } from '../../src/sh/shell/parser.js';

test('statements carry their source text and line', () => {
  const text = 'echo a; echo b &\n\n# note\nfor i in 1\ndo\n  echo $i\ndone | cat\n';
  const { statements, error } = parseScript(text);
  expect(error).toBeUndefined();
  expect(statements.map(({ start, end, line, background }) => [text.slice(start, end), line, background])).toEqual([
    ['echo a', 1, false],
    ['echo b', 1, true],
    ['for i in 1\ndo\n  echo $i\ndone | cat', 4, false],
  ]);
});

test('a text is complete, wants more, or is wrong', () => {
  expect(parseStatus('echo a')).toBe('complete');
  expect(parseStatus('echo a |')).toBe('incomplete');
  expect(parseStatus("echo 'a")).toBe('incomplete');
  expect(parseStatus('cat <<E\nx\n')).toBe('incomplete');
  expect(parseStatus('if true; then')).toBe('incomplete');
  expect(parseStatus('echo a \\')).toBe('incomplete');
  expect(parseStatus('echo $(')).toBe('incomplete');
  expect(parseStatus('echo a\necho b )')).toEqual({
    error: "syntax error near unexpected token `)'",
    line: 2,
    column: 8,
  });
});

test('a tree is plain data', () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: shell text
  const script = parseScript('f() { echo "${x:-$(date)}"; }; case a in b) ;; esac <<E\n$y\nE\n');
  expect(JSON.parse(JSON.stringify(script))).toEqual(script);
});

const piece = fc.constantFrom(
  ...'echo if then fi while do done for in case esac { } ( ) (( )) [[ ]] $( ` " \' $ ${ ${x:- ; ;; & && | || < > << <<- E \n ! x= $((1+ )) # \\ * ~ function f()'.split(
    ' ',
  ),
);

test('the parser never throws and always ends', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(piece).map((pieces) => pieces.join(' ')),
        fc.array(piece).map((pieces) => pieces.join('')),
      ),
      (text) => {
        parseScript(text);
        parseStatus(text);
      },
    ),
    { numRuns: 3000 },
  );
});

test('deep nesting is an error, never an exhausted stack', () => {
  for (const open of ['(', '{ ', '$(', '${x:-', '"$(', '((', 'if ', '[[ ( ', '! ', 'f() ']) {
    expect(parseScript(open.repeat(5000)).error).toBeDefined();
  }
});
