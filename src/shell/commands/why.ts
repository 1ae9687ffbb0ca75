import type { Trace } from '../../kube/hop.js';
import type { Traces } from '../../port/port.js';
import type { Lang } from '../../words/sentence.js';
import { whyWords } from '../../words/why.js';
import type { HostCommand } from '../host-command.js';
import { traceText } from './trace-text.js';

export interface WhyOptions {
  readonly traces: Traces;
  readonly lang: Lang;
  /** A step asks for the cause now. */
  readonly hidesCauses: () => boolean;
  /** The commands that `why` can run. */
  readonly commands: Readonly<Record<string, HostCommand>>;
}

/** `why [COMMAND...]`: runs the command, if any, and tells the last request hop by hop. */
export function whyCommand({ traces, lang, hidesCauses, commands }: WhyOptions): HostCommand {
  return async (call) => {
    const tell = (trace: Trace | undefined, otherwise: string) => {
      const isColoured = call.isTerminal(1);
      call.stdout(trace ? traceText(trace, { lang, hidesCauses: hidesCauses(), isColoured }) : `${otherwise}\n`);
    };
    const argv = call.argv.slice(1);
    const [name] = argv;
    if (name === undefined) {
      tell(traces.since(0).findLast(isOfProgram), whyWords.noRequest[lang]());
      return 0;
    }
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (command === undefined) {
      call.stderr(`why: ${whyWords.cannotRun[lang](name)}\n`);
      return 127;
    }
    const before = traces.since(0).at(-1)?.id ?? 0;
    const code = await command({ ...call, argv });
    tell(madeBy(argv, traces.since(before)), whyWords.madeNoRequest[lang]());
    return code;
  };
}

function isOfProgram({ cause }: Trace): boolean {
  return cause === 'program';
}

/** The newest request that the command made; others may have been at work at the same time. */
function madeBy(argv: readonly string[], traces: readonly Trace[]): Trace | undefined {
  const candidates = traces.filter(isOfProgram);
  if (argv[0] !== 'kubectl' && argv[0] !== 'k') return candidates.findLast(({ from }) => from === 'outside');
  const names = argv.slice(1).map((word) => word.split('/').at(-1) ?? '');
  const isNamed = ({ from }: Trace) => {
    const pod = from.startsWith('pod/') ? (from.split('/')[2] ?? '') : '';
    return names.some((name) => name !== '' && (pod === name || pod.startsWith(`${name}-`)));
  };
  return candidates.findLast(isNamed) ?? candidates.at(-1);
}
