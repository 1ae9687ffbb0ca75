import type { Hop } from '../../../kube/hop.js';
import { hopOf } from '../reasons.js';
import type { NameLookup } from './lookups.js';
import { isAddress } from './resolv-conf.js';

/** Whether the look-up found what it was asked for. */
export function isFound({ result, types }: Pick<NameLookup, 'result' | 'types'>): boolean {
  return result?.rcode === 'NOERROR' && result.records.some((record) => types.includes(record.type));
}

/** How the name became an address; nothing for what was an address from the start. */
export function resolvedHop({ name, types, result, isFromHosts, outcomes }: NameLookup): Hop | undefined {
  if (result === undefined || isAddress(name)) return undefined;
  const addresses = result.records.filter(({ type }) => type === 'A' || type === 'AAAA').map(({ data }) => data);
  if (isFromHosts) return hopOf({ hop: 'resolve', verdict: 'ok', reason: 'hosts-file', args: { name, addresses } });
  const { queries, server } = result;
  return hopOf({
    hop: 'resolve',
    verdict: 'ok',
    reason: 'resolved',
    args: { name, queries, types, outcomes, addresses, server },
  });
}

/** Why there is no address. */
export function failedHop({ name, types, result, conf, outcomes }: NameLookup): Hop {
  const { rcode = 'TIMEOUT', queries = [], server = '' } = result ?? {};
  const hop = { hop: 'resolve', verdict: 'unresolved' } as const;
  const args = { name, queries, types, outcomes, server };
  if (conf.servers.length === 0) return hopOf({ ...hop, reason: 'no-dns-server', args: { name } });
  if (rcode === 'TIMEOUT') return hopOf({ ...hop, reason: 'dns-no-answer', args });
  if (rcode === 'NXDOMAIN') return hopOf({ ...hop, reason: 'name-not-found', args });
  if (rcode === 'NOERROR') return hopOf({ ...hop, reason: 'no-address', args });
  return hopOf({ ...hop, reason: 'dns-error', args: { ...args, rcode } });
}
