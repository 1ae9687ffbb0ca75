import type { FileStore } from '../../sh/files.js';
import type { HostCommand } from '../../shell/host-command.js';
import { absolutePath } from '../../shell/paths.js';
import type { EditedFile } from '../../ui/app-model.js';

/** The small editor of the screen, as the learner's machine sees it: a program that ends when the editor is closed. */
export interface FileEditor {
  open(): EditedFile | undefined;
  /** Opens a file; resolves to the exit code when the editor is closed. */
  edit(files: FileStore, path: string): Promise<number>;
  command(files: () => FileStore): HostCommand;
  /** Undefined when it was written, else why not. */
  save(files: FileStore, text: string): string | undefined;
  close(): void;
}

export function createFileEditor(changed: () => void): FileEditor {
  let file: EditedFile | undefined;
  let done: (code: number) => void = () => {};
  const edit = (files: FileStore, path: string): Promise<number> => {
    file = { path, text: files.stat(path)?.type === 'file' ? files.read(path) : '' };
    changed();
    return new Promise((resolve) => {
      done = resolve;
    });
  };
  return {
    open: () => file,
    edit,
    command:
      (files) =>
      async ({ argv, cwd, stderr }) => {
        const name = argv[1];
        if (name === undefined) {
          stderr('usage: edit FILE\n');
          return 2;
        }
        const path = absolutePath(cwd, name);
        if (files().stat(path)?.type !== 'directory') return edit(files(), path);
        stderr(`edit: ${name}: Is a directory\n`);
        return 1;
      },
    save(files, text) {
      if (file === undefined) return undefined;
      const written = files.write(file.path, text);
      if (written !== true) return written;
      file = { ...file, text };
      changed();
      return undefined;
    },
    close() {
      file = undefined;
      done(0);
      changed();
    },
  };
}
