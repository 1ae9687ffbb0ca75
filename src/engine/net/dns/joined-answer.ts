import type { NameLookup } from './lookups.js';
import type { Answer } from './zone.js';

/** One answer of all: found is what any of them has. */
export function joined({ types, heard }: Pick<NameLookup, 'types' | 'heard'>): Answer {
  const all = types.flatMap((type) => heard[type] ?? []);
  const [first] = all;
  if (first === undefined || all.length === 1) return first ?? NOTHING;
  const found = all.find(({ answers }) => answers.some(({ type }) => types.includes(type)));
  const { rcode } = found ?? all.find((one) => one.rcode !== 'NOERROR') ?? first;
  const records = new Map(
    all.flatMap(({ answers }) => answers).map((one) => [`${one.name} ${one.type} ${one.data}`, one]),
  );
  return { ...(found ?? first), rcode, answers: [...records.values()] };
}

const NOTHING: Answer = { rcode: 'SERVFAIL', authoritative: false, answers: [], authority: [], additional: [] };
