import { lookWords } from '../../words/look.js';
import type { Lang } from '../../words/sentence.js';
import type { HostCall, HostCommand } from '../host-command.js';
import type { OpenPager } from './less.js';

export interface LookOptions {
  readonly kubectl: HostCommand;
  /** Absent where there is no screen: then the text goes straight through. */
  readonly pager?: OpenPager | undefined;
  readonly lang: Lang;
}

/** `look KIND NAME`: what kubectl says of one object: description, events and YAML, each below the command that tells it. */
export function lookCommand({ kubectl, pager, lang }: LookOptions): HostCommand {
  return async (call) => {
    const words = call.argv.slice(1);
    const object = objectOf(words);
    if (object === undefined) {
      call.stderr(`${lookWords.usage[lang]()}\n`);
      return 2;
    }
    const flags = words.filter((word) => !object.words.includes(word));
    const run = (line: readonly string[]) => runHere(kubectl, call, ['kubectl', ...line, ...flags]);
    const described = await run(['describe', ...object.words]);
    if (described.code !== 0) {
      call.stderr(described.errors);
      return described.code;
    }
    const parts = [
      described,
      await run(['events', '--for', object.name]),
      await run(['get', ...object.words, '-o', 'yaml']),
    ];
    const text = parts.map(({ line, output, errors }) => `$ ${line}\n${output}${errors}`).join('\n');
    if (pager === undefined || !call.isTerminal(1)) {
      call.stdout(text);
      return 0;
    }
    const page = pager({ title: call.argv.join(' '), chopsLines: false, showsNumbers: false });
    if (await page.write(text)) page.end();
    await page.closed;
    return 0;
  };
}

/** The words that name one object, and the object as `KIND/NAME`. */
function objectOf(words: readonly string[]) {
  const [first, second] = words;
  if (first === undefined || first.startsWith('-')) return undefined;
  if (/^[^/]+\/[^/]+$/.test(first)) return { words: [first], name: first };
  if (second === undefined || second.startsWith('-') || first.includes('/')) return undefined;
  return { words: [first, second], name: `${first}/${second}` };
}

interface Heard {
  readonly line: string;
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

async function runHere(kubectl: HostCommand, call: HostCall, argv: readonly string[]): Promise<Heard> {
  let output = '';
  let errors = '';
  const code = await kubectl({
    ...call,
    argv,
    isTerminal: () => false,
    stdout: (text) => {
      output += text;
    },
    stderr: (text) => {
      errors += text;
    },
  });
  return { line: argv.join(' '), code, output, errors };
}
