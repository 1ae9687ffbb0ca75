import type { Fault } from '../../kube/fault.js';

/** Reads what is broken from the words behind `fault`; `undefined` when they mean none. */
export function parseFault(words: readonly string[]): Fault | undefined {
  const [verb, ...rest] = words;
  switch (verb) {
    case 'node-down':
    case 'node-cut':
      return rest.length === 1 ? { kind: verb, node: nodeName(rest[0] ?? '') } : undefined;
    case 'link':
      return link(rest);
    case 'stop':
      return stopped(rest);
    case 'exhaust':
      return exhausted(rest);
    case 'probe':
      return probe(rest);
    default:
      return undefined;
  }
}

/** `NAMESPACE/NAME` of a Pod as it is written: with or without `pod/`, with or without its namespace. */
export function podName(text: string): string {
  const name = text.replace(/^pods?\//, '');
  return name.includes('/') ? name : `default/${name}`;
}

function nodeName(text: string): string {
  return text.replace(/^nodes?\//, '');
}

function link(words: readonly string[]): Fault | undefined {
  const places: string[] = [];
  let loss: number | undefined;
  let delayMs: number | undefined;
  const queue = words.flatMap((word) => (word.startsWith('--') ? word.split('=') : [word]));
  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    if (word === '--loss') loss = percent(queue.shift());
    else if (word === '--delay') delayMs = milliseconds(queue.shift());
    else if (word.startsWith('-')) return undefined;
    else places.push(place(word));
    if (Number.isNaN(loss) || Number.isNaN(delayMs)) return undefined;
  }
  const [a, b] = places;
  if (a === undefined || b === undefined || places.length > 2 || (!loss && !delayMs)) return undefined;
  return { kind: 'link', between: [a, b], ...(loss ? { loss } : {}), ...(delayMs ? { delayMs } : {}) };
}

function place(text: string): string {
  if (/^pods?\//.test(text)) return `pod/${podName(text)}`;
  return /^nodes?\//.test(text) ? `node/${nodeName(text)}` : text;
}

function percent(text = ''): number {
  const value = Number(/^(\d{1,3})%?$/.exec(text)?.[1]);
  return value <= 100 ? value : Number.NaN;
}

function milliseconds(text = ''): number {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)(ms|s)?$/.exec(text) ?? [];
  return Number(digits) * (unit === 's' ? 1000 : 1);
}

function stopped([component, node, ...more]: readonly string[]): Fault | undefined {
  if (more.length > 0) return undefined;
  if (component === 'coredns' && node === undefined) return { kind: 'stopped', component };
  if (component !== 'kube-proxy') return undefined;
  return { kind: 'stopped', component, ...(node === undefined ? {} : { node: nodeName(node) }) };
}

function exhausted([range, ...more]: readonly string[]): Fault | undefined {
  if (more.length > 0 || (range !== 'node-ports' && range !== 'cluster-ips')) return undefined;
  return { kind: 'exhausted', range };
}

function probe([pod, outcome, kind, ...more]: readonly string[]): Fault | undefined {
  if (pod === undefined || more.length > 0 || (outcome !== 'pass' && outcome !== 'fail')) return undefined;
  if (kind === undefined) return { kind: 'probe', pod: podName(pod), outcome };
  if (kind !== 'startup' && kind !== 'liveness' && kind !== 'readiness') return undefined;
  return { kind: 'probe', pod: podName(pod), outcome, probe: kind };
}
