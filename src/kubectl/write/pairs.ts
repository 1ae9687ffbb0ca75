/** `KEY=VALUE` texts of labels, selectors and the like. */
import { parseLabelSelector, type Requirement, SelectorError } from '../../kube/label-selector.js';
import type { LabelSelector, LabelSelectorRequirement } from '../../kube/shapes/meta.js';
import { CommandError } from '../failures.js';

/** generate.ParseLabels: `a=b,c=d`. */
export function labelPairs(text: string): Readonly<Record<string, string>> {
  const pairs = text.split(',').map((part): [string, string] => {
    const words = part.split('=');
    const [key = '', value = ''] = words;
    if (words.length !== 2) throw new CommandError(`unexpected label spec: ${part}`);
    if (key === '') throw new CommandError(`unexpected empty label key`);
    return [key, value];
  });
  return Object.fromEntries(pairs);
}

/** A selector's text as the object that is kept in a spec. Throws CommandError. */
export function selectorObject(text: string): LabelSelector {
  const requirements = parsedSelector(text);
  const isEqual = ({ operator }: Requirement) => operator === '=' || operator === '==';
  const labels = requirements.filter(isEqual).map(({ key, values }) => [key, values[0] ?? ''] as const);
  const expressions = requirements.flatMap((requirement) => (isEqual(requirement) ? [] : [expression(requirement)]));
  return {
    ...(labels.length > 0 ? { matchLabels: Object.fromEntries(labels) } : {}),
    ...(expressions.length > 0 ? { matchExpressions: expressions } : {}),
  };
}

function expression({ key, operator, values }: Requirement): LabelSelectorRequirement {
  switch (operator) {
    case 'in':
      return { key, operator: 'In', values };
    case 'notin':
    case '!=':
      return { key, operator: 'NotIn', values };
    case 'exists':
      return { key, operator: 'Exists' };
    case '!':
      return { key, operator: 'DoesNotExist' };
    default:
      throw new CommandError(`"${operator}" is not a valid label selector operator`);
  }
}

/** Throws CommandError when the text is no selector. */
export function parsedSelector(text: string): readonly Requirement[] {
  try {
    return parseLabelSelector(text);
  } catch (cause) {
    if (!(cause instanceof SelectorError)) throw cause;
    throw new CommandError(cause.message, { cause });
  }
}
