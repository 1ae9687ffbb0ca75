import { isLabelValue, isQualifiedName } from '../../kube/dns-names.js';
import { type FieldError, forbidden, invalid, notSupported, required } from '../../kube/field-error.js';
import { matchesSelector } from '../../kube/label-selector.js';
import type { IntOrString, LabelSelector } from '../../kube/shapes/meta.js';
import type { PodTemplateSpec } from '../../kube/shapes/pod.js';
import { commonErrors } from './metadata.js';
import { podSpecErrors } from './pod-validation.js';

/** Selector and template of a workload, and that they fit together. `kind` as the message names it. */
export function selectorErrors(selector: LabelSelector | undefined, path: string, kind: string): FieldError[] {
  if (selector === undefined) return [required(path)];
  const errors = labelSelectorErrors(selector, path);
  if (isEmptySelector(selector)) errors.push(invalid(path, selector, `empty selector is invalid for ${kind}`));
  return errors;
}

export function templateErrors(
  template: PodTemplateSpec | undefined,
  selector: LabelSelector | undefined,
  path: string,
): FieldError[] {
  if (template === undefined) return [required(path)];
  const labels = template.metadata?.labels;
  const errors: FieldError[] = [];
  if (!(selector && isEmptySelector(selector)) && !matchesSelector(selector, labels)) {
    errors.push(invalid(`${path}.metadata.labels`, labels ?? null, '`selector` does not match template `labels`'));
  }
  return [
    ...errors,
    ...(template.metadata ? commonErrors(template.metadata, `${path}.metadata`) : []),
    ...podSpecErrors(template.spec, `${path}.spec`),
  ];
}

/** Workloads that keep their Pods running take only Pods that restart. */
export function lastingTemplateErrors({ spec }: PodTemplateSpec, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (spec.restartPolicy !== 'Always') {
    errors.push(notSupported(`${path}.spec.restartPolicy`, spec.restartPolicy, ['Always']));
  }
  if (spec.activeDeadlineSeconds !== undefined) {
    errors.push(
      forbidden(`${path}.spec.activeDeadlineSeconds`, 'activeDeadlineSeconds in ReplicaSet is not Supported'),
    );
  }
  return errors;
}

export function labelSelectorErrors(
  { matchLabels = {}, matchExpressions = [] }: LabelSelector,
  path: string,
): FieldError[] {
  const errors: FieldError[] = [];
  for (const [key, value] of Object.entries(matchLabels)) {
    for (const detail of isQualifiedName(key)) errors.push(invalid(`${path}.matchLabels`, key, detail));
    for (const detail of isLabelValue(value)) errors.push(invalid(`${path}.matchLabels`, value, detail));
  }
  for (const [index, { key, operator, values = [] }] of matchExpressions.entries()) {
    const at = `${path}.matchExpressions[${index}]`;
    if (operator === 'In' || operator === 'NotIn') {
      if (values.length === 0)
        errors.push(required(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
    } else if (operator === 'Exists' || operator === 'DoesNotExist') {
      if (values.length > 0) {
        errors.push(forbidden(`${at}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
      }
    } else errors.push(invalid(`${at}.operator`, operator, 'not a valid selector operator'));
    for (const detail of isQualifiedName(key)) errors.push(invalid(`${at}.key`, key, detail));
    for (const [item, value] of values.entries()) {
      for (const detail of isLabelValue(value)) errors.push(invalid(`${at}.values[${item}]`, value, detail));
    }
  }
  return errors;
}

function isEmptySelector({ matchLabels = {}, matchExpressions = [] }: LabelSelector): boolean {
  return Object.keys(matchLabels).length + matchExpressions.length === 0;
}

export function nonNegative(value: number | undefined, path: string): FieldError[] {
  if (value === undefined || value >= 0) return [];
  return [invalid(path, value, 'must be greater than or equal to 0')];
}

export function intOrPercentErrors(value: IntOrString | undefined, path: string): FieldError[] {
  if (typeof value !== 'string') return nonNegative(value, path);
  if (/^[0-9]+%$/.test(value)) return [];
  const detail =
    "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')";
  return [invalid(path, value, detail)];
}
