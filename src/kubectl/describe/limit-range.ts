import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Page } from './page.js';

type Amounts = Readonly<Record<string, string>>;

interface Limit {
  readonly type: string;
  readonly min?: Amounts;
  readonly max?: Amounts;
  readonly default?: Amounts;
  readonly defaultRequest?: Amounts;
  readonly maxLimitRequestRatio?: Amounts;
}

export interface LimitRange extends KubeObject {
  readonly spec: { readonly limits: readonly Limit[] };
}

export async function describeLimitRange(page: Page, range: LimitRange): Promise<void> {
  page.line('Name:', range.metadata.name ?? '');
  page.line('Namespace:', range.metadata.namespace ?? '');
  limitTable(page, [range], '');
}

/** The limits of all ranges in one table. */
export function limitTable(page: Page, ranges: readonly LimitRange[], indent: string): void {
  page.line(`${indent}Type`, 'Resource', 'Min', 'Max', 'Default Request', 'Default Limit', 'Max Limit/Request Ratio');
  page.line(`${indent}----`, '--------', '---', '---', '---------------', '-------------', '-----------------------');
  for (const limit of ranges.flatMap(({ spec }) => spec.limits)) {
    const columns = [limit.min, limit.max, limit.defaultRequest, limit.default, limit.maxLimitRequestRatio];
    const names = new Set([limit.max, limit.min, ...columns.slice(2)].flatMap((amounts) => Object.keys(amounts ?? {})));
    for (const name of names) {
      page.line(`${indent}${limit.type}`, name, ...columns.map((amounts) => amounts?.[name] ?? '-'));
    }
  }
}
