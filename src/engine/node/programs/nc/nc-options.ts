import type { NetProtocol } from '../../../../sh/program.js';

export interface NcOptions {
  readonly isListening: boolean;
  /** Goes on listening after the first client. */
  readonly isKeeping: boolean;
  readonly protocol: NetProtocol;
  /** Only looks whether somebody is there. */
  readonly isLook: boolean;
  readonly isVerbose: boolean;
  readonly waitMs?: number;
  readonly host?: string;
  readonly port?: string;
}

const LONG: Readonly<Record<string, string>> = {
  '--listen': '-l',
  '--keep-open': '-k',
  '--udp': '-u',
  '--verbose': '-v',
  '--wait': '-w',
  '--source-port': '-p',
};
const VALUED = 'wpisqe';

/** `-l PORT` and `-l -p PORT` mean the same. */
export function readNcOptions(argv: readonly string[]): NcOptions {
  const words: string[] = [];
  const letters = new Map<string, string>();
  let isSctp = false;
  for (let at = 0; at < argv.length; at += 1) {
    const [plain = '', given] = (argv[at] ?? '').split(/=(.*)/s);
    if (plain === '--sctp') isSctp = true;
    const word = LONG[plain] ?? argv[at] ?? '';
    if (!word.startsWith('-') || word === '-') words.push(word);
    if (!word.startsWith('-') || word.startsWith('--')) continue;
    for (const [place, letter] of [...word.slice(1)].entries()) {
      const rest = given ?? word.slice(place + 2);
      if (VALUED.includes(letter) && rest === '') at += 1;
      letters.set(letter, VALUED.includes(letter) ? (rest === '' ? (argv[at] ?? '') : rest) : '');
      if (VALUED.includes(letter)) break;
    }
  }
  const isListening = letters.has('l');
  const [first, second] = words;
  const port = isListening ? (letters.get('p') ?? second ?? first) : second;
  return {
    isListening,
    isKeeping: letters.has('k'),
    protocol: isSctp ? 'SCTP' : letters.has('u') ? 'UDP' : 'TCP',
    isLook: letters.has('z'),
    isVerbose: letters.has('v'),
    ...(letters.has('w') && { waitMs: milliseconds(letters.get('w') ?? '') }),
    ...(!isListening && first !== undefined && { host: first }),
    ...(port !== undefined && { port }),
  };
}

/** Ncat knows units, too: `500ms`, `2s`, `1m`. */
function milliseconds(text: string): number {
  const unit = text.endsWith('ms') ? 1 : text.endsWith('m') ? 60_000 : 1000;
  return Number.parseFloat(text) * unit;
}
