import { describe, expect, it } from 'vitest';
import { asTyped, isIncomplete, splitStatements } from '../../src/shell/statements.js';

const texts = (script: string) => splitStatements(script).map(({ line, text }) => [line, text]);

describe('a script', () => {
  it('is cut where a shell would run what it has read', () => {
    const script = [
      '#!/bin/sh',
      '',
      'echo one; echo two',
      'for n in 1 2; do',
      '  echo $n',
      'done',
      'cat <<EOF',
      'not # a comment',
      'EOF',
      'echo a \\',
      '  b',
      "echo 'over",
      "lines'",
      '# the end',
    ].join('\n');
    expect(texts(script)).toEqual([
      [3, 'echo one; echo two'],
      [4, 'for n in 1 2; do\n  echo $n\ndone'],
      [7, 'cat <<EOF\nnot # a comment\nEOF'],
      [10, 'echo a \\\n  b'],
      [12, "echo 'over\nlines'"],
    ]);
  });

  it('keeps an unfinished rest as its last statement', () => {
    expect(texts('echo a\necho "b\nc')).toEqual([
      [1, 'echo a'],
      [2, 'echo "b\nc'],
    ]);
  });
});

describe('a line', () => {
  it.each(['echo "a', "echo 'a", 'if true; then', 'cat <<E', 'echo \\', '{ echo a', 'f() {', 'a &&', 'echo $(date'])(
    '%s wants more',
    (line) => expect(isIncomplete(line)).toBe(true),
  );

  it.each(['echo a', ')', 'fi', 'echo "a"', '', 'a & b'])('%s does not', (line) =>
    expect(isIncomplete(line)).toBe(false),
  );

  it('that no shell can read is given to one of its own, so that it swallows nothing', () => {
    expect(asTyped('echo a')).toBe('{ echo a\n} </dev/null\n');
    expect(asTyped("echo 'a")).toBe("bash -c 'echo '\\''a' </dev/null\n");
  });
});
