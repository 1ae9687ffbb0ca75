import { expect, test } from 'vitest';
import { fakeModel } from '../fake-model.js';
import { show } from './show.js';

const acts = {
  done: ['kubectl apply -f service.yaml', 'kubectl delete pod client', 'rm \u001b[31mred'],
  undone: ['echo later'],
};

test('the list of prompts begins at the present one, and goes where it is chosen', async () => {
  const model = fakeModel();
  model.change({ acts });
  const shown = show({ model, columns: 80, rows: 24 });
  shown.press('f9');
  await expect(shown.text()).toMatchFileSnapshot('frames/prompts-80x24.txt');
  shown.press('up');
  shown.press('up');
  shown.press('enter');
  expect(model.calls).toContain('jump:1');
  expect(shown.text()).toContain('ゴール');
});

test('a prompt is chosen by its number, too; what is no number or out of range is left alone', () => {
  const model = fakeModel();
  model.change({ acts });
  const shown = show({ model });
  shown.press('f9');
  shown.type('x');
  shown.type('1');
  shown.press('enter');
  shown.press('f9');
  shown.type('9');
  shown.type('9');
  shown.press('enter');
  expect(model.calls.filter((call) => call.startsWith('jump'))).toEqual(['jump:0', 'jump:4']);
});

test('a prompt that is too long for its row ends in an ellipsis, before the mark of the present one', () => {
  const model = fakeModel();
  model.change({ acts: { done: [`echo ${'長い'.repeat(40)}`], undone: [`echo ${'x'.repeat(200)}`] } });
  const shown = show({ model, columns: 60, rows: 16 });
  shown.press('f9');
  const rows = shown
    .text()
    .split('\n')
    .filter((row) => row.includes('echo'));
  expect(rows).toEqual([`│      1  echo ${'長い'.repeat(9)}…       │`, `│ ▸    2  echo ${'x'.repeat(36)}…  現在 │`]);
});
