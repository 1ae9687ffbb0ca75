// What the file editor remembers, as `edit` and as `vi`.
import type { YamlProblem } from '../../kube/yaml-problems.js';
import type { Search } from './find-text.js';
import type { TextBuffer } from './text-buffer.js';
import type { ViState } from './vi-state.js';

export interface FileEditor extends TextBuffer {
  readonly path: string;
  readonly saved: readonly string[];
  /** Lines that were cut, with whether the last act was a cut, too: then the next cut adds to them. */
  readonly cut: { readonly lines: readonly string[]; readonly isFresh: boolean };
  readonly prompt?: EditorPrompt | undefined;
  readonly search?: Search | undefined;
  /** Nothing was found for this. */
  readonly notFound?: string | undefined;
  /** Leaving with unsaved changes asks once. */
  readonly isAsking: boolean;
  /** What is wrong in the text, as of a moment ago. */
  readonly problems: readonly YamlProblem[];
  /** Present when it is `vi`. */
  readonly vi?: ViState | undefined;
}

/** A question in the bottom line. */
export interface EditorPrompt {
  readonly type: 'search' | 'go-to-line';
  readonly text: string;
}

/** The text as it is written to the file: it ends with a line feed. */
export function fileText(editor: Pick<FileEditor, 'lines'>): string {
  const text = editor.lines.join('\n');
  return text === '' ? '' : `${text}\n`;
}

export function isChanged(editor: FileEditor): boolean {
  return editor.lines !== editor.saved && fileText(editor) !== fileText({ lines: editor.saved });
}
