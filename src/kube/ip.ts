/** Addresses and networks. An address is its family and one big number; text in, canonical text out. */
export interface Address {
  readonly family: 'IPv4' | 'IPv6';
  readonly value: bigint;
}

interface Network {
  readonly family: 'IPv4' | 'IPv6';
  /** First address. */
  readonly first: bigint;
  /** Last address. */
  readonly last: bigint;
  readonly prefix: number;
  /** Whether the text named the first address of the network. */
  readonly exact: boolean;
}

/** Strict: no leading zeros, no zone. An IPv4 address in IPv6 clothes counts as IPv4. */
export function parseAddress(text: string): Address | undefined {
  if (!text.includes(':')) {
    const value = parseIPv4(text);
    return value === undefined ? undefined : { family: 'IPv4', value: BigInt(value) };
  }
  const value = parseIPv6(text);
  if (value === undefined) return undefined;
  return value >> 32n === 0xffffn ? { family: 'IPv4', value: value & 0xffffffffn } : { family: 'IPv6', value };
}

export function parseNetwork(text: string): Network | undefined {
  const slash = text.lastIndexOf('/');
  const address = slash < 0 ? undefined : parseAddress(text.slice(0, slash));
  const digits = text.slice(slash + 1);
  if (address === undefined || !/^(0|[1-9]\d{0,2})$/.test(digits)) return undefined;
  const bits = address.family === 'IPv4' ? 32 : 128;
  const prefix = Number(digits);
  if (prefix > bits) return undefined;
  const size = 1n << BigInt(bits - prefix);
  const first = address.value - (address.value % size);
  return { family: address.family, first, last: first + size - 1n, prefix, exact: first === address.value };
}

/** Canonical text (RFC 5952). */
export function formatAddress({ family, value }: Address): string {
  if (family === 'IPv4') return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.');
  const groups = Array.from({ length: 8 }, (_, index) => Number((value >> BigInt(112 - index * 16)) & 0xffffn));
  const run = longestZeroRun(groups);
  const hex = (part: number[]) => part.map((group) => group.toString(16)).join(':');
  if (run.length < 2) return hex(groups);
  return `${hex(groups.slice(0, run.start))}::${hex(groups.slice(run.start + run.length))}`;
}

export function formatNetwork({ family, first, prefix }: Network): string {
  return `${formatAddress({ family, value: first })}/${prefix}`;
}

export function contains(network: Network, address: Address): boolean {
  return network.family === address.family && address.value >= network.first && address.value <= network.last;
}

/** Whether a text is an address inside a network given as text. */
export function isInside(network: string, address: string): boolean {
  const range = parseNetwork(network);
  const ip = parseAddress(address);
  return range !== undefined && ip !== undefined && contains(range, ip);
}

/** The address `step` after this one. */
export function nextAddress(text: string, step = 1): string | undefined {
  const address = parseAddress(text);
  return address && formatAddress({ family: address.family, value: address.value + BigInt(step) });
}

export function familyOf(text: string): 'IPv4' | 'IPv6' {
  return text.includes(':') ? 'IPv6' : 'IPv4';
}

function parseIPv4(text: string): number | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let value = 0;
  for (const part of parts) {
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
    value = value * 256 + Number(part);
  }
  return value;
}

function parseIPv6(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = groupsOf(halves[0] ?? '', halves.length === 1);
  const tail = halves.length === 2 ? groupsOf(halves[1] ?? '', true) : [];
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => 0), ...tail];
  return groups.reduce((value, group) => (value << 16n) | BigInt(group), 0n);
}

function groupsOf(text: string, mayEndInIPv4: boolean): number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    if (part.includes('.') && mayEndInIPv4 && index === parts.length - 1) {
      const value = parseIPv4(part);
      if (value === undefined) return undefined;
      groups.push(Math.floor(value / 65536), value % 65536);
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return groups;
}

function longestZeroRun(groups: readonly number[]): { readonly start: number; readonly length: number } {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < groups.length; start += 1) {
    let length = 0;
    while (groups[start + length] === 0) length += 1;
    if (length > best.length) best = { start, length };
  }
  return best;
}
