import { describe, expect, it } from 'vitest';
import { JsonPathError, jsonPath, relaxedJsonPath } from '../../src/kube/jsonpath.js';

const data = {
  kind: 'List',
  items: [
    {
      metadata: { name: 'a', labels: { 'app.kubernetes.io/name': 'x' } },
      spec: { type: 'NodePort', ports: [{ port: 80 }, { port: 443 }] },
    },
    { metadata: { name: 'b' }, spec: { type: 'ClusterIP', ports: [{ port: 53 }] } },
    { metadata: { name: 'c' }, spec: { type: 'ClusterIP', ports: [{ port: 8080 }] } },
  ],
};

const text = (template: string) => jsonPath(template, { allowMissingKeys: true }).text(data);

describe('jsonPath', () => {
  it.each([
    ['{.items[*].metadata.name}', 'a b c'],
    ['{.items[0].spec.ports[*].port}', '80 443'],
    ['{.items[-1:].metadata.name}', 'c'],
    ['{.items[-1].metadata.name}', 'c'],
    ['{.items[0:3:2].metadata.name}', 'a c'],
    ['{.items[0,2].metadata.name}', 'a c'],
    ["{.items[*]['metadata.name', 'kind']}", 'a b c'],
    ["{['kind']}", 'List'],
    ['{.items[?(@.spec.type=="ClusterIP")].metadata.name}', 'b c'],
    ["{.items[?(@.spec.type!='ClusterIP')].metadata.name}", 'a'],
    ['{.items[?(@.spec.ports[0].port>79)].metadata.name}', 'a c'],
    ['{.items[?(@.metadata.labels)].metadata.name}', 'a'],
    ['{.items[0].metadata.labels.app\\.kubernetes\\.io/name}', 'x'],
    ["{.items[0].metadata.labels['app\\.kubernetes\\.io/name']}", 'x'],
    ['{..port}', '80 443 53 8080'],
    ['{range .items[*]}{.metadata.name}{"\\t"}{.spec.type}{"\\n"}{end}', 'a\tNodePort\nb\tClusterIP\nc\tClusterIP\n'],
    ['{range .items[*]}{.metadata.name}:{range .spec.ports[*]}{.port},{end}{end}!', 'a:80,443,b:53,c:8080,!'],
    ['name: {.items[0].metadata.name}, {.nothere}', 'name: a, '],
    ['{.items[1].spec}', '{"ports":[{"port":53}],"type":"ClusterIP"}'],
    ['{@.kind} {$.kind}', 'List List'],
  ])('prints %s', (template, expected) => {
    expect(text(template)).toBe(expected);
  });

  it.each([
    ['{.items[', 'unterminated array'],
    ['{.items', 'unclosed action'],
    ['{\\n}', "unrecognized character in action: U+005C '\\'"],
    ['{end}', 'not in range, nothing to end'],
    ['{.items[7]}', 'array index out of bounds: index 7, length 3'],
    ['{foo}', 'unrecognized identifier foo'],
    ['{.items[x]}', 'invalid array index x'],
  ])('refuses %s', (template, message) => {
    expect(() => text(template)).toThrow(new JsonPathError(message));
  });

  it('prints nothing for every entry of an empty list', () => {
    expect(jsonPath('[{.items[*].metadata.name}]', { allowMissingKeys: true }).text({ items: [] })).toBe('[]');
  });

  it('takes the loose paths of columns and sort keys', () => {
    expect(['.a.b', 'a.b', '{.a.b}', '{a.b}'].map(relaxedJsonPath)).toEqual(Array(4).fill('{.a.b}'));
  });
});
