import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffFields, fieldsOfNew } from '../../src/kube/field-diff.js';
import { difference, type FieldSet, intersection, LEAF, sortedSet, union } from '../../src/kube/field-set.js';
import type { Schema } from '../../src/kube/schema.js';

const element = fc.constantFrom('f:a', 'f:b', 'f:c', 'k:{"name":"x"}', 'v:"y"');
const path = fc.array(element, { minLength: 1, maxLength: 3 });
const paths = fc.uniqueArray(path, { maxLength: 8, selector: (elements) => elements.join(' ') });

describe('sets of fields', () => {
  it('are united, taken apart and met member by member', () => {
    fc.assert(
      fc.property(paths, paths, (a, b) => {
        const [left, right] = [setOf(a), setOf(b)];
        const [inA, inB] = [new Set(members(left)), new Set(members(right))];
        expect(members(union(left, right))).toEqual([...new Set([...inA, ...inB])].sort());
        expect(members(difference(left, right))).toEqual([...inA].filter((one) => !inB.has(one)).sort());
        expect(members(intersection(left, right))).toEqual([...inA].filter((one) => inB.has(one)).sort());
      }),
    );
  });

  it('are the same object when nothing is added, taken away or out of order', () => {
    fc.assert(
      fc.property(paths, (a) => {
        const set = sortedSet(setOf(a));
        expect(union(set, setOf(a))).toBe(set);
        expect(difference(set, { 'f:elsewhere': LEAF })).toBe(set);
        expect(sortedSet(set)).toBe(set);
      }),
    );
  });
});

const text: Schema = { type: 'string' };
const schema: Schema = {
  type: 'object',
  key: 'Thing',
  name: 'Thing',
  required: [],
  fields: {
    data: { type: 'map', values: text },
    items: {
      type: 'list',
      listType: 'map',
      keys: ['name'],
      items: { type: 'object', key: 'Item', name: 'Item', required: [], fields: { name: text, value: text } },
    },
    plain: { type: 'list', items: text },
  },
};
const words = fc.constantFrom('p', 'q', 'r');
const thing = fc.record(
  {
    data: fc.dictionary(words, words),
    items: fc.uniqueArray(fc.record({ name: words, value: words }, { requiredKeys: ['name'] }), {
      selector: ({ name }) => name,
    }),
    plain: fc.array(words),
  },
  { requiredKeys: [] },
);

describe('the fields of a new object', () => {
  it('are those that differ from nothing, whatever was made before it', () => {
    fc.assert(
      fc.property(thing, thing, (one, other) => {
        const expected = sortedSet(diffFields(schema, {}, one).changed);
        expect(fieldsOfNew(schema, one)).toEqual(expected);
        expect(fieldsOfNew(schema, one, fieldsOfNew(schema, other))).toEqual(expected);
        const known = fieldsOfNew(schema, one);
        expect(fieldsOfNew(schema, one, known)).toBe(known);
      }),
    );
  });
});

/** A set with a member at each of the paths. */
function setOf(all: readonly (readonly string[])[]): FieldSet {
  return all.reduce<FieldSet>((set, elements) => union(set, single(elements)), {});
}

function single([first, ...rest]: readonly string[]): FieldSet {
  return first === undefined ? LEAF : { [first]: single(rest) };
}

function members(set: FieldSet, prefix = ''): string[] {
  return Object.entries(set)
    .flatMap(([name, below]) => {
      if (name === '.') return [prefix];
      const at = `${prefix} ${name}`;
      return Object.keys(below).length === 0 ? [at] : members(below, at);
    })
    .sort();
}
