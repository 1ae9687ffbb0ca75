import type { Goal, Step } from './lesson.js';
import type { GoalState } from './run-state.js';

/** Something of a Service that the screen keeps to itself while a step asks for it. */
export interface HiddenFact {
  /** `NAMESPACE/NAME` */
  readonly service: string;
  readonly fact: HideableFact;
}

/** `endpoints`: which Pods are behind it, and its EndpointSlices; `slices`: only the names of those. */
export type HideableFact = 'clusterIP' | 'targetPort' | 'endpoints' | 'slices';

const WRITTEN = /^service\/(?:([a-z0-9-]+)\/)?([a-z0-9-]+)\.(clusterIP|targetPort|endpoints|slices)$/;

/** Why requests fail. */
export type HiddenCauses = 'causes';

/** `causes`, `service/NAME.FACT` or `service/NAMESPACE/NAME.FACT`, as the lesson's schema has accepted it. */
export function parseHiddenFact(text: string): HiddenFact | HiddenCauses {
  if (text === 'causes') return text;
  const [, namespace = 'default', name, fact] = WRITTEN.exec(text) ?? [];
  if (name === undefined) throw new Error(`the schema let a hidden fact "${text}" pass`);
  return { service: `${namespace}/${name}`, fact: fact as HideableFact };
}

/** What a step hides throughout, and what its goals hide until they are met. */
export function hiddenFacts(
  step: Step | undefined,
  goals: Readonly<Record<string, GoalState>>,
): { readonly causes: boolean; readonly facts: readonly HiddenFact[] } {
  if (step === undefined) return { causes: false, facts: [] };
  const unmet = [...step.keep, ...step.goals].filter(({ id }: Goal) => goals[id]?.met !== true);
  const all = [...step.hides, ...unmet.flatMap(({ hides }) => hides)];
  return { causes: all.includes('causes'), facts: all.filter((one) => one !== 'causes') };
}
