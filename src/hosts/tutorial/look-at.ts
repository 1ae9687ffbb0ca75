import { kubectlCommand } from '../../shell/commands/kubectl.js';
import type { OpenPager } from '../../shell/commands/less.js';
import { lookCommand } from '../../shell/commands/look.js';
import type { HostCall } from '../../shell/host-command.js';
import type { Lang } from '../../words/sentence.js';
import type { EmbeddedStage } from '../embedded/stage.js';

interface Wanted {
  /** `KIND/NAMESPACE/NAME` */
  readonly object: string;
  readonly pager: OpenPager;
  readonly lang: Lang;
}

/** `look` for an object of the cluster pane, beside whatever runs in the terminal. Resolves when the page is closed. */
export async function lookAt(
  { port, session, terminal }: EmbeddedStage,
  { object, pager, lang }: Wanted,
): Promise<void> {
  const [kind = '', namespace = '', name = ''] = object.split('/');
  const kubectl = kubectlCommand({ port, files: () => session.files, random: () => 0 });
  const own = namespace === '' || namespace === 'default' ? [] : ['-n', namespace];
  // An object that has just gone has nothing to tell.
  await lookCommand({ kubectl, pager, lang })({
    ...quietCall,
    argv: ['look', kind, name, ...own],
    cwd: terminal.cwd(),
  });
}

const quietCall: Omit<HostCall, 'argv' | 'cwd'> = {
  pid: 0,
  env: {},
  stdin: { read: async () => null, readAll: async () => '' },
  stdout: () => {},
  stderr: () => {},
  isTerminal: () => true,
  terminal: { columns: 80, rows: 24 },
  raw: () => () => {},
  run: async () => 127,
  signal: { aborted: false, addEventListener: () => {}, removeEventListener: () => {} },
};
