import { describe, expect, it } from 'vitest';
import { readYaml, YamlError } from '../../src/kube/yaml-read.js';
import { yamlText } from '../../src/kube/yaml-text.js';

describe('yamlText', () => {
  it('quotes what YAML 1.1 would take for something else, and sorts keys', () => {
    const value = {
      b: [
        'yes',
        'on',
        '',
        '1',
        '1.5',
        '0x1F',
        '12:30',
        '2026-01-01',
        'null',
        '~',
        'text',
        'a: b',
        '- x',
        '*',
        "it's #x",
      ],
      a: { 'k/y': 'x: y', empty: {}, none: [], n: null, t: true, i: -3 },
      'a-1': 'tab\there',
    };
    expect(yamlText(value)).toBe(`a:
  empty: {}
  i: -3
  k/y: 'x: y'
  "n": null
  none: []
  t: true
a-1: "tab\\there"
b:
- "yes"
- "on"
- ""
- "1"
- "1.5"
- "0x1F"
- "12:30"
- "2026-01-01"
- "null"
- "~"
- text
- 'a: b'
- '- x'
- '*'
- 'it''s #x'
`);
  });

  it('folds long lines behind column 80 and writes lines as a literal block', () => {
    const message =
      "0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 node(s) didn't match Pod's node affinity/selector. no new claims to deallocate, preemption: 0/3 nodes are available.";
    expect(
      yamlText({ status: { conditions: [{ message, text: 'a\nb\n', open: 'a\nb', trail: 'a \nb' }] } }),
    ).toBe(`status:
  conditions:
  - message: '0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 node(s)
      didn''t match Pod''s node affinity/selector. no new claims to deallocate, preemption:
      0/3 nodes are available.'
    open: |-
      a
      b
    text: |
      a
      b
    trail: "a \\nb"
`);
  });
});

describe('readYaml', () => {
  it.each([
    [
      'apiVersion: v1\nkind: Service\nmetadata:\n\tname: e1\n',
      'yaml: line 4: found character that cannot start any token',
    ],
    ['a: 1\nb:\n  c:\n    note: a: b\n', 'yaml: line 4: mapping values are not allowed in this context'],
    ['a: v1\nb: {name: e1\nspec: {}\n', "yaml: line 2: did not find expected ',' or '}'"],
    ['a:\n  name: "e1\nspec: {}\n', 'yaml: line 4: found unexpected end of stream'],
    ['a: *x\n', "yaml: unknown anchor 'x' referenced"],
  ])('complains about %j in the words of go-yaml', (text, message) => {
    expect(() => readYaml(text)).toThrow(new YamlError(message));
  });

  it('stops an alias bomb', () => {
    const lines = ['a: &a [x,x,x,x,x,x,x,x,x,x]'];
    for (const [name, of] of ['ba', 'cb', 'dc', 'ed', 'fe', 'gf', 'hg'].map((pair) => [...pair] as [string, string]))
      lines.push(`${name}: &${name} [${Array(10).fill(`*${of}`).join(',')}]`);
    expect(() => readYaml(lines.join('\n'))).toThrow('yaml: document contains excessive aliasing');
  });

  it('reads the words of YAML 1.1', () => {
    expect(readYaml('{a: on, b: no, c: y, d: 0644, e: 2026-01-01, f: 1:30, g: 1.5}')).toEqual({
      a: true,
      b: false,
      c: true,
      d: 420,
      e: '2026-01-01',
      f: '1:30',
      g: 1.5,
    });
  });
});
