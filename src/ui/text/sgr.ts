// The colours that a program may use in the terminal pane: a subset of SGR, kept as a state.

export interface Colours {
  readonly flags: readonly number[];
  readonly foreground?: string;
  readonly background?: string;
}

export const plainColours: Colours = { flags: [] };

const offOf: Readonly<Record<number, readonly number[]>> = { 22: [1, 2], 23: [3], 24: [4], 27: [7] };

/** Colours after `CSI parameters m`; what is not known is left out. */
export function applySgr(colours: Colours, parameters: string): Colours {
  const codes = parameters === '' ? [0] : parameters.split(/[;:]/).map((code) => Number(code || 0));
  let now = colours;
  for (let index = 0; index < codes.length; index += 1) {
    const code = codes[index] ?? 0;
    if (code === 38 || code === 48) {
      const length = codes[index + 1] === 5 ? 3 : codes[index + 1] === 2 ? 5 : 1;
      now = length === 1 ? now : withColour(now, code === 38, codes.slice(index, index + length).join(';'));
      index += length - 1;
    } else {
      now = applyCode(now, code);
    }
  }
  return now;
}

/** The parameters that bring these colours about, e.g. `1;31`; empty when plain. */
export function sgrOf(colours: Colours): string {
  return [...colours.flags, colours.foreground, colours.background].filter((code) => code !== undefined).join(';');
}

function applyCode(colours: Colours, code: number): Colours {
  if (code === 0) {
    return plainColours;
  }
  if ([1, 2, 3, 4, 7].includes(code)) {
    return colours.flags.includes(code) ? colours : { ...colours, flags: [...colours.flags, code] };
  }
  const off = offOf[code];
  if (off !== undefined) {
    return { ...colours, flags: colours.flags.filter((flag) => !off.includes(flag)) };
  }
  if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) {
    return withColour(colours, true, String(code));
  }
  if ((code >= 40 && code <= 47) || (code >= 100 && code <= 107)) {
    return withColour(colours, false, String(code));
  }
  if (code === 39) {
    const { foreground: _, ...rest } = colours;
    return rest;
  }
  if (code === 49) {
    const { background: _, ...rest } = colours;
    return rest;
  }
  return colours;
}

function withColour(colours: Colours, isForeground: boolean, value: string): Colours {
  return isForeground ? { ...colours, foreground: value } : { ...colours, background: value };
}
