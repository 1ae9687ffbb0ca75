import { expect, it } from 'vitest';
import { hiddenFacts, parseHiddenFact } from '../../src/course/hidden-fact.js';
import type { Step } from '../../src/course/lesson.js';

const goal = (id: string, ...hides: readonly string[]) => ({
  id,
  condition: { kind: 'absent', object: 'pod/a' } as const,
  hides: hides.map(parseHiddenFact),
});

const step: Step = {
  id: 'look',
  keep: [goal('stays', 'service/a.slices')],
  goals: [goal('why', 'causes'), goal('where', 'service/shop/b.endpoints')],
  solution: [],
  wrong: [],
  hides: [parseHiddenFact('service/c.clusterIP')],
};

it('hides what goals ask for until they are met, and what the step hides throughout', () => {
  const met = { met: true, now: '' };
  const fact = (service: string, name: string) => ({ service, fact: name });
  expect(hiddenFacts(step, {})).toEqual({
    causes: true,
    facts: [fact('default/c', 'clusterIP'), fact('default/a', 'slices'), fact('shop/b', 'endpoints')],
  });
  expect(hiddenFacts(step, { why: met, stays: met, where: met })).toEqual({
    causes: false,
    facts: [fact('default/c', 'clusterIP')],
  });
  expect(hiddenFacts(undefined, {})).toEqual({ causes: false, facts: [] });
});
