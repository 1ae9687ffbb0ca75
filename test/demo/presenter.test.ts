import { describe, expect, it } from 'vitest';
import { firstPresenter, type Presenter, type Wish, wish } from '../../src/demo/presenter.js';
import type { Scene } from '../../src/demo/script.js';

function scene(id: string, commands: readonly string[], part: Scene['part'] = { kind: 'solution' }): Scene {
  return { id, part, name: id, step: 0, commands, isTakenBack: false, notes: '', told: '', toldAfter: '' };
}

const script: readonly Scene[] = [
  scene('one', ['kubectl get pods', 'echo 𠮟る 🍣']),
  scene('asked', ['true'], { kind: 'predict', choices: ['a', 'b'] }),
  scene('quiz', [], { kind: 'quiz', question: 'q', options: ['x', 'y'], right: 'y' }),
];

function pressed(start: Partial<Presenter>, ...wishes: readonly (Wish['type'] | Wish)[]) {
  let state: Presenter = { ...firstPresenter, ...start };
  let deed: unknown;
  for (const one of wishes) {
    const what = (typeof one === 'string' ? { type: one } : one) as Wish;
    const next = wish(state, what, script);
    state = next.state;
    deed = next.deed;
  }
  return { state, deed };
}

describe('typing', () => {
  it('goes on by a few characters, back by as many, and never beyond the ends', () => {
    expect(pressed({}, 'type').state.typed).toBe(3);
    expect(pressed({}, 'type', 'type', 'erase').state.typed).toBe(3);
    expect(pressed({}, 'erase').state.typed).toBe(0);
    expect(pressed({}, ...Array.from({ length: 20 }, () => 'type' as const)).state.typed).toBe(16);
    expect(pressed({}, 'whole').state.typed).toBe(16);
  });

  it('never halves a character', () => {
    const start = { command: 1, typed: 5 };
    expect(pressed(start, { type: 'type', count: 1 }).state.typed).toBe(7);
    expect('echo 𠮟る 🍣'.slice(0, pressed({ ...start, typed: 9 }, { type: 'type', count: 1 }).state.typed)).toBe(
      'echo 𠮟る 🍣',
    );
  });

  it('waits while a command runs, and goes on while the cluster comes to rest', () => {
    expect(pressed({ busy: 'run' }, 'type').state.typed).toBe(0);
    expect(pressed({ busy: 'rest' }, 'type').state.typed).toBe(3);
  });
});

describe('Enter', () => {
  it('alone shows the command before it runs it', () => {
    expect(pressed({}, 'enter')).toMatchObject({ state: { typed: 16, busy: 'no' }, deed: undefined });
    expect(pressed({}, 'enter', 'enter')).toMatchObject({
      state: { busy: 'run' },
      deed: { type: 'run', command: 'kubectl get pods' },
    });
  });

  it('in the middle of a command runs all of it', () => {
    expect(pressed({}, 'type', 'enter')).toMatchObject({ state: { typed: 16 }, deed: { type: 'run' } });
  });

  it('hurries a cluster that is coming to rest', () => {
    expect(pressed({ busy: 'rest', typed: 3 }, 'enter')).toMatchObject({
      state: { typed: 16 },
      deed: { type: 'hurry' },
    });
  });

  it('at the end of a scene goes on, and at the end of the script stays', () => {
    expect(pressed({ command: 2 }, 'enter')).toMatchObject({
      state: { scene: 1, busy: 'move' },
      deed: { type: 'go', scene: 1 },
    });
    expect(pressed({ scene: 2, isAnswered: true, isAuto: true }, 'enter')).toMatchObject({
      state: { scene: 2, isAuto: false },
      deed: undefined,
    });
  });

  it('reveals the right answer of a quiz', () => {
    expect(pressed({ scene: 2 }, 'enter')).toMatchObject({
      state: { isAnswered: true },
      deed: { type: 'choose', index: 1 },
    });
  });
});

describe('moving', () => {
  it('back goes to the start of a scene that has begun, and else to the one before', () => {
    expect(pressed({ scene: 1 }, 'back').deed).toEqual({ type: 'go', scene: 0 });
    expect(pressed({ scene: 1, typed: 1 }, 'back').deed).toEqual({ type: 'go', scene: 1 });
    expect(pressed({ scene: 1, busy: 'run' }, 'back').deed).toEqual({ type: 'go', scene: 1 });
    expect(pressed({}, 'back').deed).toBeUndefined();
  });

  it('counts every press, also while a scene is fetched', () => {
    expect(pressed({}, 'next', 'next').state.scene).toBe(2);
    expect(pressed({}, 'next', 'next', 'back').state.scene).toBe(1);
  });
});

describe('answers', () => {
  it('are taken while they are asked for, and only choices that exist', () => {
    expect(pressed({ scene: 1 }, { type: 'choose', index: 1 })).toMatchObject({
      state: { isAnswered: true },
      deed: { type: 'choose', index: 1 },
    });
    expect(pressed({ scene: 1 }, { type: 'choose', index: 5 }).deed).toBeUndefined();
    expect(pressed({ scene: 0 }, { type: 'choose', index: 0 }).deed).toBeUndefined();
    expect(pressed({ scene: 1, command: 1 }, { type: 'choose', index: 0 }).deed).toBeUndefined();
  });
});

describe('the free prompt', () => {
  it('takes nothing but the way back', () => {
    expect(pressed({ isFree: true }, 'next')).toMatchObject({ state: { isFree: true }, deed: undefined });
    expect(pressed({ isFree: true, typed: 3 }, 'return')).toMatchObject({
      state: { isFree: false, typed: 3, busy: 'move' },
      deed: { type: 'return' },
    });
  });

  it('waits until the cluster rests', () => {
    expect(pressed({ busy: 'rest' }, 'free')).toMatchObject({ state: { isFree: false }, deed: { type: 'hurry' } });
  });
});

describe('speed', () => {
  it('has a fastest and a slowest', () => {
    expect(pressed({}, 'slower', 'slower', 'slower').state.speed).toBe(0.5);
    expect(pressed({}, ...Array.from({ length: 9 }, () => 'faster' as const)).state.speed).toBe(8);
  });
});
