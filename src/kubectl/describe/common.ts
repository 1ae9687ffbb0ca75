/** Parts that many descriptions share. */
import { formatLabelSelector } from '../../kube/label-selector.js';
import type { KubeObject, LabelSelector, OwnerReference } from '../../kube/shapes/meta.js';
import type { Toleration } from '../../kube/shapes/pod.js';
import type { Page } from './page.js';

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Go's RFC1123Z in UTC. */
export function longTime(timestamp: string | null | undefined): string {
  const date = new Date(timestamp ? Date.parse(timestamp) : Number.NaN);
  if (Number.isNaN(date.getTime())) return 'Mon, 01 Jan 0001 00:00:00 +0000';
  const day = `${date.getUTCDate()}`.padStart(2, '0');
  const clock = date.toISOString().slice(11, 19);
  return `${DAYS[date.getUTCDay()]}, ${day} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()} ${clock} +0000`;
}

/** `Labels:` with one pair a line, sorted. */
export function pairsBlock(page: Page, title: string, pairs: Readonly<Record<string, string>> | undefined): void {
  const texts = Object.entries(pairs ?? {}).map(([key, value]) => `${key}=${value}`);
  listBlock(page, title, sortedByKey(texts));
}

/** A title with one text a line, `<none>` without any. */
export function listBlock(page: Page, title: string, texts: readonly string[]): void {
  page.raw(`${title}:`);
  if (texts.length === 0) page.raw('\t<none>\n');
  for (const text of texts) page.raw(`\t${text}\n`);
}

const HIDDEN = new Set(['kubectl.kubernetes.io/last-applied-configuration']);
const MAX_ANNOTATION = 140;

export function annotationsBlock(page: Page, title: string, annotations: KubeObject['metadata']['annotations']): void {
  const keys = Object.keys(annotations ?? {}).filter((key) => !HIDDEN.has(key));
  page.raw(`${title}:`);
  if (keys.length === 0) page.raw('\t<none>\n');
  for (const key of keys.sort()) {
    const value = (annotations?.[key] ?? '').replace(/\n$/, '');
    if (value.length + key.length + 2 <= MAX_ANNOTATION && !value.includes('\n')) page.raw(`\t${key}: ${value}\n`);
    else {
      page.raw(`\t${key}:\n`);
      for (const line of value.split('\n')) page.raw(`\t  ${shortened(line, MAX_ANNOTATION - 2)}\n`);
    }
  }
}

export function tolerationsBlock(page: Page, title: string, tolerations: readonly Toleration[] | undefined): void {
  const sorted = [...(tolerations ?? [])].sort((left, right) => ((left.key ?? '') < (right.key ?? '') ? -1 : 1));
  listBlock(page, title, sorted.map(tolerationText));
}

interface SpreadConstraint {
  readonly maxSkew: number;
  readonly topologyKey: string;
  readonly whenUnsatisfiable: string;
  readonly labelSelector?: LabelSelector;
}

export function spreadBlock(page: Page, title: string, spec: object): void {
  const { topologySpreadConstraints = [] } = spec as {
    topologySpreadConstraints?: readonly SpreadConstraint[];
  };
  if (topologySpreadConstraints.length === 0) return;
  const texts = [...topologySpreadConstraints]
    .sort((left, right) => (left.topologyKey < right.topologyKey ? -1 : 1))
    .map(
      ({ topologyKey, whenUnsatisfiable, maxSkew, labelSelector }) =>
        `${topologyKey}:${whenUnsatisfiable} when max skew ${maxSkew} is exceeded${
          labelSelector ? ` for selector ${formatLabelSelector(labelSelector)}` : ''
        }`,
    );
  listBlock(page, title, texts);
}

function tolerationText({ key = '', value = '', effect, operator, tolerationSeconds }: Toleration): string {
  const head = key + (value === '' ? '' : `=${value}`) + (effect === undefined ? '' : `:${effect}`);
  const exists = operator === 'Exists' && value === '' ? `${head === '' ? '' : ' '}op=Exists` : '';
  return head + exists + (tolerationSeconds === undefined ? '' : ` for ${tolerationSeconds}s`);
}

/** `ReplicaSet/web-7d4ff57f9f`, of the owner that controls the object. */
export function controllerOf({ metadata }: KubeObject): string | undefined {
  const owner = metadata.ownerReferences?.find((reference: OwnerReference) => reference.controller);
  return owner && `${owner.kind}/${owner.name}`;
}

/** `a=b,c=d`, or `<none>`. */
export function pairsText(pairs: Readonly<Record<string, string>> | undefined): string {
  const texts = Object.entries(pairs ?? {}).map(([key, value]) => `${key}=${value}`);
  return texts.length === 0 ? '<none>' : sortedByKey(texts).join(',');
}

export function orNone(text: string | undefined): string {
  return text === undefined || text === '' ? '<none>' : text;
}

function sortedByKey(texts: readonly string[]): string[] {
  return [...texts].sort();
}

function shortened(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}...` : text;
}
