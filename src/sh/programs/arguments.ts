/** Options and operands of a program's arguments. */
export interface Arguments {
  /** Letters and long names that were given, with their last value (`''` for those without). */
  readonly options: Readonly<Record<string, string>>;
  readonly operands: readonly string[];
  /** What was wrong, in GNU's words. */
  readonly error?: string;
}

export interface Accepted {
  /** Letters without a value. */
  readonly flags: string;
  /** Letters with a value. */
  readonly values?: string;
  /** Long names and the letters that they stand for. */
  readonly long?: Readonly<Record<string, string>>;
  /** Options end at the first operand. */
  readonly strict?: boolean;
  /** `-5` means `-n 5`. */
  readonly number?: string;
}

export function parseArguments(args: readonly string[], accepted: Accepted): Arguments {
  const options: Record<string, string> = {};
  const operands: string[] = [];
  const { flags, values = '', long = {}, number } = accepted;
  for (let index = 0; index < args.length; index += 1) {
    const word = args[index] ?? '';
    if (word === '--') return { options, operands: [...operands, ...args.slice(index + 1)] };
    if (word === '-' || !word.startsWith('-')) {
      if (accepted.strict) return { options, operands: args.slice(index) };
      operands.push(word);
      continue;
    }
    if (word.startsWith('--')) {
      const [name = '', value] = word.slice(2).split(/=(.*)/s);
      const letter = long[name];
      if (letter === undefined) return { options, operands, error: `unrecognized option '${word}'` };
      if (values.includes(letter) && value === undefined) index += 1;
      options[letter] = value ?? (values.includes(letter) ? (args[index] ?? '') : '');
      continue;
    }
    if (number !== undefined && /^-\d+$/.test(word)) {
      options[number] = word.slice(1);
      continue;
    }
    for (let at = 1; at < word.length; at += 1) {
      const letter = word[at] ?? '';
      if (values.includes(letter)) {
        const value = word.slice(at + 1) || args[index + 1];
        if (value === undefined) return { options, operands, error: `option requires an argument -- '${letter}'` };
        if (at + 1 >= word.length) index += 1;
        options[letter] = value;
        break;
      }
      if (!flags.includes(letter)) return { options, operands, error: `invalid option -- '${letter}'` };
      options[letter] = '';
    }
  }
  return { options, operands };
}
