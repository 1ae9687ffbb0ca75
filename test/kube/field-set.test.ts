import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldsOfNew } from '../../src/kube/field-claims.js';
import { diffFields } from '../../src/kube/field-diff.js';
import type { Owned } from '../../src/kube/field-elements.js';
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

const everything: Owned = { has: () => true };

describe('the fields that a write changed', () => {
  it('are told apart by the keys of entries, wherever these stand, and the last of two with the same keys counts', () => {
    const items = (...list: readonly (readonly [string, string?])[]) => ({
      items: list.map(([name, value]) => (value === undefined ? { name } : { name, value })),
    });
    const before = items(['p', '1'], ['q', '1'], ['r', '1'], ['q', '2']);
    const after = items(['s', '1'], ['q', '2'], ['p', '3'], ['p', '1']);
    const gone = { '.': LEAF, 'f:name': LEAF, 'f:value': LEAF };
    expect(diffFields(schema, before, after, everything)).toEqual({
      changed: { 'f:items': { 'k:{"name":"s"}': gone } },
      removed: { 'f:items': { 'k:{"name":"r"}': gone } },
    });
  });

  it('are the same in a short list as in a long one', () => {
    const rest = Array.from({ length: 20 }, (_, at) => ({ name: `other-${at}` }));
    const longer = (one: { readonly items?: readonly { readonly name: string }[] }) => ({
      ...one,
      items: [...rest, ...(one.items ?? [])],
    });
    const lists = fc.record({ items: fc.array(fc.record({ name: words, value: words }, { requiredKeys: ['name'] })) });
    fc.assert(
      fc.property(lists, lists, (one, other) => {
        expect(diffFields(schema, one, other, everything)).toEqual(
          diffFields(schema, longer(one), longer(other), everything),
        );
      }),
    );
  });

  it('are only those that somebody owns, in metadata, too', () => {
    const meta: Schema = { ...schema, fields: { ...schema.fields, metadata: schema } };
    const owned: Owned = { has: (key) => key !== 'plain', metadata: { has: (key) => key === 'data' } };
    const given = { data: { p: 'x' }, plain: ['x'], metadata: { data: { q: 'x' }, plain: ['x'] } };
    const claims = { 'f:data': { '.': LEAF, 'f:p': LEAF }, 'f:metadata': { 'f:data': { '.': LEAF, 'f:q': LEAF } } };
    expect(diffFields(meta, {}, given, owned)).toEqual({ changed: claims, removed: LEAF });
    expect(fieldsOfNew(meta, given, owned)).toEqual(claims);
    expect(fieldsOfNew(meta, { ...given }, owned, { sample: given, fields: claims })).toBe(claims);
  });
});

describe('the fields of a new object', () => {
  it('are those that differ from nothing, whatever was made before it', () => {
    fc.assert(
      fc.property(thing, thing, (one, other) => {
        const expected = sortedSet(diffFields(schema, {}, one, everything).changed);
        expect(fieldsOfNew(schema, one, everything)).toEqual(expected);
        const last = { sample: other, fields: fieldsOfNew(schema, other, everything) };
        expect(fieldsOfNew(schema, one, everything, last)).toEqual(expected);
        const fields = fieldsOfNew(schema, one, everything);
        expect(fieldsOfNew(schema, structuredClone(one), everything, { sample: one, fields })).toBe(fields);
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
