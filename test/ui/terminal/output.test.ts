import { describe, expect, test } from 'vitest';
import { emptyOutput, lineRow, maxLines, type TerminalOutput, writeOutput } from '../../../src/ui/terminal/output.js';

function written(...texts: readonly string[]): TerminalOutput {
  return texts.reduce((output, text) => writeOutput(output, text, { drawsScreen: false }), emptyOutput);
}

function drawn(...texts: readonly string[]): TerminalOutput {
  return texts.reduce((output, text) => writeOutput(output, text, { drawsScreen: true }), emptyOutput);
}

function textOf(output: TerminalOutput): readonly string[] {
  return output.lines.map((line) => line.map((cell) => cell.text).join(''));
}

describe('terminal output', () => {
  test('lines, carriage returns, backspaces and tabs do what they do in a terminal', () => {
    expect(textOf(written('a\tb\nprogress 10%\rprogress 20%\nxy\bz\n'))).toEqual([
      'a       b',
      'progress 20%',
      'xz',
      '',
    ]);
  });

  test('colours are kept, across chunks that cut a sequence in two', () => {
    const output = written('\x1b[3', '2mok\x1b[0m done');
    expect(lineRow(output.lines[0] ?? [])).toEqual([
      { text: 'ok', sgr: '32' },
      { text: ' done', sgr: '' },
    ]);
  });

  test('other sequences are shown, never obeyed', () => {
    expect(textOf(written('\x1b]0;title\x07a\x1b[2Jb\x1b[?1049h'))).toEqual(['^[]0;titlea^[[2Jb^[[?1049h']);
  });

  test('a program that draws the screen replaces its own picture; what stood there before stays in the scrollback', () => {
    const first = drawn('$ watch\n', '\x1b[H\x1b[2JEvery 2s\npods 1\n');
    const second = writeOutput(first, '\x1b[H\x1b[2JEvery 2s\npods 2\n', { drawsScreen: true });
    const third = writeOutput(second, '\x1b[H\x1b[JEvery 2s\npods 3\n', { drawsScreen: true });
    expect([textOf(first), textOf(second), textOf(third), third.top]).toEqual([
      ['$ watch', 'Every 2s', 'pods 1', ''],
      ['$ watch', 'Every 2s', 'pods 2', ''],
      ['$ watch', 'Every 2s', 'pods 3', ''],
      1,
    ]);
  });

  test('after the program has ended, the next one leaves its last picture in the scrollback', () => {
    const watched = drawn('\x1b[H\x1b[2Jpods 1\n');
    const ended = writeOutput(watched, '^C\n$ clear\n', { drawsScreen: false });
    const cleared = writeOutput(ended, '\x1b[H\x1b[2J', { drawsScreen: true });
    expect([textOf(cleared), cleared.top]).toEqual([['pods 1', '^C', '$ clear', ''], 3]);
    expect(textOf(writeOutput(cleared, '\x1b[3J', { drawsScreen: true }))).toEqual(['']);
  });

  test('only the newest lines are kept', () => {
    const output = written(Array.from({ length: maxLines + 10 }, (_, index) => `${index}\n`).join(''));
    expect([output.lines.length, textOf(output)[0], output.row]).toEqual([maxLines, '11', maxLines - 1]);
  });
});
