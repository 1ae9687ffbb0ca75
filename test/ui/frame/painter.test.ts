import { describe, expect, test } from 'vitest';
import { FrameSink } from '../../../src/ui/frame/frame-sink.js';
import { paintFrame } from '../../../src/ui/frame/painter.js';
import { blankBlock, fillSlots, readSlots, slotMark } from '../../../src/ui/frame/slots.js';

describe('painter', () => {
  test('the first frame clears the screen and writes every row at its place', () => {
    expect(paintFrame(undefined, { rows: ['ab', 'cd'], cursor: { x: 1, y: 1 } })).toBe(
      '\x1b[?2026h\x1b[?25l\x1b[0m\x1b[2J\x1b[1;1H\x1b[2Kab\x1b[0m\x1b[2;1H\x1b[2Kcd\x1b[0m\x1b[2;2H\x1b[?25h\x1b[?2026l',
    );
  });

  test('later only rows that changed are written', () => {
    const before = { rows: ['ab', 'cd'], cursor: { x: 1, y: 1 } };
    expect(paintFrame(before, { rows: ['ab', 'ce'], cursor: undefined })).toBe(
      '\x1b[?2026h\x1b[?25l\x1b[2;1H\x1b[2Kce\x1b[0m\x1b[?2026l',
    );
  });

  test('a frame that is the same writes nothing', () => {
    const frame = { rows: ['ab'], cursor: { x: 0, y: 0 } };
    expect(paintFrame(frame, { ...frame, rows: ['ab'] })).toBe('');
  });

  test('rows that are gone are erased', () => {
    expect(paintFrame({ rows: ['ab', 'cd'] }, { rows: ['ab'] })).toContain('\x1b[2;1H\x1b[2K\x1b[0m');
  });
});

test('painted rows fill the slots of a layout from left to right', () => {
  const frame = `${slotMark(0, 0)}   ${slotMark(1, 0)}\n${slotMark(0, 1)}   ${slotMark(1, 1)}`;
  const blocks = [
    ['left', 'LEFT'],
    ['\x1b[1mright\x1b[0m', 'RIGHT'],
  ];
  expect(fillSlots(readSlots(frame), blocks)).toEqual(['left\x1b[1mright\x1b[0m', 'LEFTRIGHT']);
  expect(blankBlock(3, 2)).toBe('   \n   ');
});

test('the sink paints the last frame of a turn, and not what Ink does to the cursor', () => {
  const written: string[] = [];
  const turns: (() => void)[] = [];
  const sink = new FrameSink({
    columns: 2,
    rows: 2,
    write: (bytes) => written.push(bytes),
    soon: (run) => turns.push(run),
  });
  sink.write('\x1b[?25l');
  sink.write(slotMark(0, 0));
  sink.laidOut('one');
  sink.show({ shape: 'one', blocks: [['aa']], cursor: undefined });
  sink.show({ shape: 'one', blocks: [['ab']], cursor: { x: 1, y: 0 } });
  expect(turns).toHaveLength(1);
  turns[0]?.();
  sink.show({ shape: 'two', blocks: [['waits for its layout']], cursor: undefined });
  turns[1]?.();
  expect(written).toEqual(['\x1b[?2026h\x1b[?25l\x1b[0m\x1b[2J\x1b[1;1H\x1b[2Kab\x1b[0m\x1b[1;2H\x1b[?25h\x1b[?2026l']);
});
