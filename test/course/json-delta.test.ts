import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyDelta, deltaOf } from '../../src/course/json-delta.js';

const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('a delta', () => {
  it('leads from any value to any other, byte for byte, also through JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (before, after) => {
        const delta = deltaOf(before, after);
        const reached =
          delta === undefined ? before : applyDelta(throughJson(before), throughJson(delta) as typeof delta);
        expect(JSON.stringify(reached)).toBe(JSON.stringify(after));
      }),
    );
  });

  it('of equal values is none', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(deltaOf(value, throughJson(value))).toBeUndefined();
      }),
    );
    expect(deltaOf({ a: 1 }, { a: 1, b: undefined })).toBeUndefined();
  });

  it('says what changed and nothing else', () => {
    const before = { pods: { a: { ready: true, at: 1 }, b: { ready: true, at: 1 } }, log: ['x', 'y', 'z'] };
    expect(deltaOf(before, { ...before, pods: { ...before.pods, b: { ready: false, at: 1 } } })).toEqual({
      at: { pods: { at: { b: { at: { ready: { is: false } } } } } },
    });
    expect(deltaOf(before.log, ['x', 'y', 'z', 'new'])).toEqual({ parts: [[0, 3], { add: ['new'] }] });
    expect(deltaOf(before.log, ['y', 'z', 'new'])).toEqual({ parts: [[1, 2], { add: ['new'] }] });
    expect(deltaOf(before.log, ['x', 'Y', 'z'])).toEqual({ items: { 1: { is: 'Y' } } });
  });

  it('takes any name for a member', () => {
    const [before, after] = ['{"__proto__":{"a":1},"b":1}', '{"__proto__":{"a":2},"toString":3}'].map((text) =>
      JSON.parse(text),
    );
    const delta = deltaOf(before, after);
    expect(JSON.stringify(delta && applyDelta(before, delta))).toBe(JSON.stringify(after));
  });

  it('keeps the order in which members were written', () => {
    const delta = deltaOf({ a: 1, b: 2 }, { b: 2, c: 3, a: 1 });
    expect(JSON.stringify(delta && applyDelta({ a: 1, b: 2 }, delta))).toBe('{"b":2,"c":3,"a":1}');
  });
});
