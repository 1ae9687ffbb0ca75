import type { DnsRecord } from '../../../sh/program.js';
import type { Random } from '../../../sim/index.js';
import type { Answer } from './zone.js';

/** CoreDNS' loadbalance plugin: aliases first, addresses in an order of chance. */
export function shuffled(random: Pick<Random, 'below'>, answer: Answer): Answer {
  const isAddress = ({ type }: DnsRecord) => type === 'A' || type === 'AAAA';
  const addresses = answer.answers.filter(isAddress);
  if (addresses.length < 2) return answer;
  for (let last = addresses.length - 1; last > 0; last -= 1) {
    const other = random.below(last + 1);
    const [a, b] = [addresses[last], addresses[other]];
    if (a !== undefined && b !== undefined) [addresses[last], addresses[other]] = [b, a];
  }
  return { ...answer, answers: [...answer.answers.filter((record) => !isAddress(record)), ...addresses] };
}
