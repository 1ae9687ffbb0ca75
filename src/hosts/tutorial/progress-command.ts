import { type Exported, type Imported, parseExported, printExported } from '../../course/exported.js';
import type { HostCall, HostCommand } from '../../shell/host-command.js';
import { cliWords } from '../../words/cli.js';
import { exchangeWords } from '../../words/exchange.js';
import type { Lang } from '../../words/sentence.js';
import type { HostFiles } from './host-files.js';

interface ProgressOptions {
  readonly files: HostFiles;
  readonly lang: Lang;
  /** Version of the program. */
  readonly program: string;
  readonly kept: () => Exported;
  /** Goes on with what came from elsewhere; called after the command has ended. */
  readonly take: (imported: Imported) => void;
}

const NAME = 'svc-learn-progress.json';

/** `progress export [FILE]` and `progress import [FILE]`: the learner's work moves between machines and browsers. */
export function progressCommand(options: ProgressOptions): HostCommand {
  return (call) => {
    const [, verb, name] = call.argv;
    if (verb === 'export') return exportTo(name ?? NAME, options, call);
    if (verb === 'import') return importFrom(name, options, call);
    call.stderr(`${exchangeWords.usage[options.lang]()}\n`);
    return Promise.resolve(2);
  };
}

async function exportTo(name: string, { files, kept, lang }: ProgressOptions, call: HostCall): Promise<number> {
  const written = await files.write(name, printExported(kept()));
  if ('why' in written) {
    call.stderr(`${cliWords.cannotWrite[lang](written.place, written.why)}\n`);
    return 1;
  }
  call.stdout(`${exchangeWords.exported[lang](written.place)}\n`);
  return 0;
}

async function importFrom(
  name: string | undefined,
  { files, program, take, lang }: ProgressOptions,
  call: HostCall,
): Promise<number> {
  const fail = (text: string, code = 1) => {
    call.stderr(`${text}\n`);
    return code;
  };
  const read = await files.read(name);
  if (call.signal.aborted) return 130;
  if (read === 'name-needed') return fail(cliWords.fileNeeded[lang]('import'), 2);
  if (read === 'cancelled') return fail(exchangeWords.cancelled[lang]());
  if ('why' in read) return fail(cliWords.cannotRead[lang](read.name, read.why));
  const imported = parseExported(read.text, program);
  if (imported === undefined) return fail(cliWords.damagedProgress[lang](read.name));
  call.stdout(exchangeWords.imported[lang](read.name));
  if (imported.isOutdated) call.stdout(exchangeWords.outdated[lang]());
  setTimeout(() => take(imported), 0);
  return 0;
}
