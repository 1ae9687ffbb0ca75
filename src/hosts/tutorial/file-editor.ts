import type { FileStore } from '../../sh/files.js';
import type { HostCommand } from '../../shell/host-command.js';
import { absolutePath } from '../../shell/paths.js';
import type { EditedFile } from '../../ui/app-model.js';

type Flavour = NonNullable<EditedFile['flavour']>;

/** The editors of the screen, as the learner's machine sees them: programs that end when the editor is closed. */
export interface FileEditor {
  open(): EditedFile | undefined;
  /** Opens a file; resolves to the exit code when the editor is closed. `command` is what `KUBE_EDITOR` says. */
  edit(files: FileStore, path: string, command?: string): Promise<number>;
  /** `edit` and `nano`, `vi` and `vim`. */
  commands(files: () => FileStore): Readonly<Record<string, HostCommand>>;
  /** Undefined when it was written, else why not. */
  save(files: FileStore, text: string): string | undefined;
  close(code?: number): void;
}

export function createFileEditor(changed: () => void): FileEditor {
  let file: EditedFile | undefined;
  let done: (code: number) => void = () => {};
  const show = (files: FileStore, path: string, how: Pick<EditedFile, 'flavour' | 'line'>): Promise<number> => {
    file = { path, text: files.stat(path)?.type === 'file' ? files.read(path) : '', ...how };
    changed();
    return new Promise((resolve) => {
      done = resolve;
    });
  };
  const command =
    (files: () => FileStore, flavour: Flavour): HostCommand =>
    async ({ argv, cwd, stderr }) => {
      const program = argv[0] ?? 'edit';
      const name = argv.slice(1).find((word) => !/^[-+]/.test(word));
      const line = Number(argv.find((word) => /^\+\d+$/.test(word)) ?? 1);
      if (name === undefined) {
        stderr(`usage: ${program} [+LINE] FILE\n`);
        return 2;
      }
      const path = absolutePath(cwd, name);
      if (files().stat(path)?.type !== 'directory') return show(files(), path, { flavour, line });
      stderr(`${program}: ${name}: Is a directory\n`);
      return 1;
    };
  return {
    open: () => file,
    edit: (files, path, editor = '') => show(files, path, { flavour: flavourOf(editor) }),
    commands: (files) =>
      Object.fromEntries(['edit', 'nano', 'vi', 'vim'].map((name) => [name, command(files, flavourOf(name))])),
    save(files, text) {
      if (file === undefined) return undefined;
      const written = files.write(file.path, text);
      if (written !== true) return written;
      file = { ...file, text };
      changed();
      return undefined;
    },
    close(code = 0) {
      file = undefined;
      done(code);
      changed();
    },
  };
}

function flavourOf(command: string): Flavour {
  const program = command.trim().split(/\s/)[0]?.replace(/^.*\//, '');
  return program === 'vi' || program === 'vim' ? 'vi' : 'nano';
}
