import type { Resolution } from '../../../sh/program.js';

/**
 * The address that a program dials: of a family that its machine has. Between a private IPv6 address and an IPv4 one the rules of
 * RFC 6724, as musl and Go have them, choose IPv4; curl begins with IPv6 whatever they say.
 */
export function chosenAddress(found: Pick<Resolution, 'records'>, own: readonly string[]): string | undefined {
  return orderedAddresses(found, own)[0];
}

/** All addresses in the order in which they are tried; what the machine has no family for comes last. */
export function orderedAddresses(
  { records }: Pick<Resolution, 'records'>,
  own: readonly string[],
  first: 'A' | 'AAAA' = 'A',
): readonly string[] {
  const isOwn = (type: string) => own.some((ip) => ip.includes(':') === (type === 'AAAA'));
  const rank = (type: string) => (isOwn(type) ? 0 : 2) + (type === first ? 0 : 1);
  return records
    .filter(({ type }) => type === 'A' || type === 'AAAA')
    .toSorted((a, b) => rank(a.type) - rank(b.type))
    .map(({ data }) => data);
}
