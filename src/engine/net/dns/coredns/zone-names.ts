/** The zone in-addr.arpa of a CIDR on a byte boundary. */
export function reverseZone(text: string): string | undefined {
  const [, address = '', bits = ''] = /^(\d+\.\d+\.\d+\.\d+)\/(\d+)$/.exec(text) ?? [];
  if (address === '' || Number(bits) % 8 !== 0) return undefined;
  const parts = address.split('.').slice(0, Number(bits) / 8);
  return [...parts.reverse(), 'in-addr.arpa'].join('.');
}

export function absolute(name: string): string {
  const lower = name.toLowerCase();
  return lower === '' || lower === '.' ? '.' : lower.endsWith('.') ? lower : `${lower}.`;
}

/** The zones that a directive names, else those of its server block. */
export function zonesOr(args: readonly string[], { zones }: { readonly zones: readonly string[] }): readonly string[] {
  return args.length > 0 ? args.map((zone) => absolute(reverseZone(zone) ?? zone)) : zones;
}
