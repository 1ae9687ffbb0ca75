import type { LabelSelector, LabelSelectorRequirement } from '../../kube/shapes/meta.js';

export type Labels = Readonly<Record<string, string>>;

/** Whether the selector picks an object with these labels; no selector picks nothing, an empty one everything. */
export function selects(selector: LabelSelector | undefined, labels: Labels): boolean {
  if (selector === undefined) return false;
  return (
    hasAll(labels, selector.matchLabels ?? {}) &&
    (selector.matchExpressions ?? []).every((requirement) => isMet(requirement, labels))
  );
}

export function isEmptySelector(selector: LabelSelector): boolean {
  return Object.keys(selector.matchLabels ?? {}).length === 0 && (selector.matchExpressions ?? []).length === 0;
}

/** Whether the labels have all these pairs. */
export function hasAll(labels: Labels, pairs: Labels): boolean {
  // Pods share the labels of their template.
  if (labels === pairs) return true;
  for (const key in pairs) if (labels[key] !== pairs[key]) return false;
  return true;
}

/** One requirement of a label selector or, with Gt and Lt, of a node selector. */
export function isMet(
  { key, operator, values = [] }: Omit<LabelSelectorRequirement, 'operator'> & { readonly operator: string },
  labels: Labels,
): boolean {
  const value = labels[key];
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return value !== undefined && Number(value) > Number(values[0]);
    case 'Lt':
      return value !== undefined && Number(value) < Number(values[0]);
    default:
      return false;
  }
}
