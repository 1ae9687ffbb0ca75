import type { KubeObject } from '../../kube/shapes/meta.js';
import { annotationsBlock, pairsBlock } from './common.js';
import { type DescribeContext, eventsBlock } from './events.js';
import type { Page } from './page.js';

/** Kinds without a description of their own: their fields with spelled-out names. */
export async function describeGeneric(page: Page, object: KubeObject, context: DescribeContext): Promise<void> {
  page.line('Name:', object.metadata.name ?? '');
  page.line('Namespace:', object.metadata.namespace ?? '');
  pairsBlock(page, 'Labels', object.metadata.labels);
  annotationsBlock(page, 'Annotations', object.metadata.annotations);
  const {
    name: _,
    namespace: __,
    labels: ___,
    annotations: ____,
    managedFields: _____,
    ...metadata
  } = object.metadata as KubeObject['metadata'] & { managedFields?: unknown };
  fields(page, { ...object, metadata } as unknown as Readonly<Record<string, unknown>>, 0);
  await eventsBlock(page, object, context);
}

function fields(page: Page, map: Readonly<Record<string, unknown>>, depth: number): void {
  const indent = '  '.repeat(depth);
  for (const key of Object.keys(map).sort()) {
    const value = map[key];
    const title = `${indent}${spelledOut(key)}:`;
    if (Array.isArray(value)) {
      page.raw(`${title}\n`);
      for (const item of value) {
        if (isMap(item)) fields(page, item, depth + 1);
        else page.raw(`${indent}  ${String(item)}\n`);
      }
    } else if (isMap(value)) {
      page.raw(`${title}\n`);
      fields(page, value, depth + 1);
    } else page.line(title, value === null ? '<nil>' : value);
  }
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const ACRONYMS = new Set(['api', 'url', 'uid', 'osb', 'guid']);

/** `creationTimestamp` -> `Creation Timestamp`; names with digits and signs stay as they are. */
function spelledOut(key: string): string {
  if (/[^\p{L}-]/u.test(key)) return key;
  const parts = key.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|-/g) ?? [key];
  return parts
    .map((part) =>
      ACRONYMS.has(part.toLowerCase()) ? part.toUpperCase() : part.charAt(0).toUpperCase() + part.slice(1),
    )
    .join(' ');
}
