import type { ClusterPort } from '../../port/port.js';
import type { Lang } from '../../words/sentence.js';
import type { HostCommand } from '../host-command.js';
import type { Session } from '../session.js';
import { faultCommand } from './fault.js';
import { filterCommand } from './filter.js';
import { kubectlCommand } from './kubectl.js';
import { lessCommand, type OpenPager } from './less.js';
import { lookCommand } from './look.js';
import { remoteCommand } from './remote.js';
import { sshCommand } from './ssh.js';
import { whyCommand } from './why.js';

/** Programs that need the world's network and therefore run inside it. */
const REMOTE = ['curl', 'wget', 'dig', 'host', 'nslookup', 'nc', 'ping', 'traceroute'];

export interface WorkstationOptions {
  readonly session: () => Session;
  readonly editor?: (path: string, command?: string) => Promise<number>;
  readonly pager?: OpenPager;
  /** Lines that were typed, oldest first; a script has none. */
  readonly history?: () => readonly string[];
  readonly lang?: Lang;
  /** A step asks for the cause of a failure now: `why` does not tell it. */
  readonly hidesCauses?: () => boolean;
}

/** The commands of the learner's machine beside its shell and coreutils. */
export function workstationCommands(
  port: ClusterPort,
  { session, editor, pager, history = () => [], lang = 'ja', hidesCauses = () => false }: WorkstationOptions,
): Readonly<Record<string, HostCommand>> {
  const files = () => session().files;
  const kubectl = kubectlCommand({
    port,
    files,
    random: () => session().random(),
    ...(editor ? { editor } : {}),
  });
  const filter = filterCommand(port.clock, files);
  const remote = Object.fromEntries(REMOTE.map((name) => [name, remoteCommand(port)]));
  const commands = { kubectl, k: kubectl, ...remote };
  return {
    ...commands,
    ssh: sshCommand(port),
    ...Object.fromEntries(['less', 'more'].map((name) => [name, lessCommand({ files, pager })])),
    look: lookCommand({ kubectl, pager, lang }),
    fault: faultCommand({ faults: port.faults, lang }),
    why: whyCommand({ traces: port.traces, lang, hidesCauses, commands }),
    history: async ({ stdout }) => {
      stdout(
        history()
          .map((line, index) => `${String(index + 1).padStart(5)}  ${line}\n`)
          .join(''),
      );
      return 0;
    },
    ...Object.fromEntries(['awk', 'sed', 'jq'].map((name) => [name, filter])),
  };
}
