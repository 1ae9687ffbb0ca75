import { expect, it } from 'vitest';
import { meantCommand } from '../../src/hosts/tutorial/typo.js';

const known = ['kubectl', 'k', 'hint', 'answer', 'look', 'lessons', 'sed', 'jq'];
const said = (name: string) => meantCommand(`$ ${name} x\nbash: ${name}: command not found\n`, known);

it.each([
  ['kubctl', 'kubectl'],
  ['kubeclt', 'kubectl'],
  ['KUBECTL', 'kubectl'],
  ['anser', 'answer'],
  ['lesson', 'lessons'],
  ['qlook', 'look'],
  ['sde', 'sed'],
])('%s was meant as %s', (typed, meant) => {
  expect(said(typed)).toBe(meant);
});

it.each(['docker', 'q', 'x', 'emacs'])('%s is like nothing that is there', (typed) => {
  expect(said(typed)).toBeUndefined();
});

it('speaks only of the last thing that was shown', () => {
  expect(meantCommand('bash: kubctl: command not found\nweb 1.0\n', known)).toBeUndefined();
});
