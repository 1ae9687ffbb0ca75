/** Flags as Go's flag packages read them: `-name value`, `--name=value`; a flag of `switches` takes no value. */
export function parseFlags(
  argv: readonly string[],
  switches: readonly string[] = [],
): { readonly flags: ReadonlyMap<string, string>; readonly rest: readonly string[] } {
  const flags = new Map<string, string>();
  const rest: string[] = [];
  for (let at = 0; at < argv.length; at += 1) {
    const word = argv[at] ?? '';
    const match = /^--?([^=-][^=]*)(?:=(.*))?$/s.exec(word);
    if (match === null) {
      rest.push(word);
      continue;
    }
    const [, name = '', value] = match;
    if (value !== undefined) flags.set(name, value);
    else if (switches.includes(name)) flags.set(name, 'true');
    else {
      at += 1;
      flags.set(name, argv[at] ?? '');
    }
  }
  return { flags, rest };
}

/** Time prefix of Go's log package: `2026/11/22 20:55:55 `. */
export function goLogTime(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ').replaceAll('-', '/');
}

/** Prefix of klog lines: `I1122 20:55:55.123456       1 log.go:245] `. */
export function klog(ms: number, pid: number, place: string): string {
  const iso = new Date(ms).toISOString();
  return `I${iso.slice(5, 7)}${iso.slice(8, 10)} ${iso.slice(11, 23)}000 ${String(pid).padStart(7)} ${place}] `;
}
