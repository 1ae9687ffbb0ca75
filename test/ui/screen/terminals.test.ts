import { describe, expect, test } from 'vitest';
import type { TabData } from '../../../src/ui/app-model.js';
import { type FakeModel, fakeModel } from '../fake-model.js';
import { show } from './show.js';

const prompt = 'learner@workstation:~$ ';

/** Shows terminal `number` of two; the outputs differ. */
function showTerminal(model: FakeModel, number: 1 | 2, hasNews = false): void {
  const tab = (own: number): TabData => {
    const isShown = own === number;
    return { number: own, isShown, isRunning: false, hasNews: hasNews && !isShown };
  };
  model.change({
    tabs: [tab(1), tab(2)],
    terminal: { number, epoch: number, output: [{ id: 1, text: `text of ${number}\n` }], running: false, prompt },
  });
}

describe('several terminals', () => {
  test('stand in the title of the pane, and the one that wrote something is marked', async () => {
    const model = fakeModel();
    showTerminal(model, 1, true);
    const shown = show({ model, columns: 80, rows: 24 });
    await expect(shown.text()).toMatchFileSnapshot('frames/terminals-80x24.txt');
  });

  test('fit the smallest screen', async () => {
    const model = fakeModel();
    showTerminal(model, 2, true);
    const shown = show({ model, columns: 60, rows: 16, ascii: true });
    await expect(shown.text()).toMatchFileSnapshot('frames/terminals-60x16.txt');
  });

  test('each keep the line that is being typed, their output and an opened file', () => {
    const model = fakeModel();
    showTerminal(model, 1);
    const shown = show({ model });
    shown.type('half of a line');
    showTerminal(model, 2);
    expect(shown.text()).not.toContain('half of a line');
    expect(shown.text()).toContain('text of 2');
    shown.type('other');
    model.change({ editor: { path: 'a.yaml', text: 'a: 1\n' } });
    shown.draw();
    shown.type('new');
    model.change({ editor: undefined });
    showTerminal(model, 1);
    expect(shown.text()).toContain(`${prompt}half of a line`);
    model.change({ editor: { path: 'a.yaml', text: 'a: 1\n' } });
    showTerminal(model, 2);
    expect(shown.text()).toContain('newa: 1');
    model.change({ editor: undefined });
    expect(shown.text()).toContain(`${prompt}other`);
  });

  test('are switched by F8, also while a program runs', () => {
    const model = fakeModel();
    model.change({ terminal: { ...model.snapshot().terminal, running: true } });
    const shown = show({ model });
    shown.press('f8');
    expect(model.calls).toContain('terminal:next');
  });
});
