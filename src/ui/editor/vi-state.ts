// What vi remembers beside the text.
import type { Moment } from './text-buffer.js';

export interface ViState {
  readonly mode: 'normal' | 'insert';
  /** Keys of a command that is not whole yet, e.g. `2d`. */
  readonly pending: string;
  /** The line at the bottom while it is typed, with its sign: `:wq`, `/port`. */
  readonly command?: string | undefined;
  readonly register: Register;
  /** Keys since the last command was whole, so that `.` can repeat them. */
  readonly recording: readonly ViKey[];
  /** The lines as they were when the recording began. */
  readonly rest?: readonly string[] | undefined;
  readonly lastChange: readonly ViKey[];
  /** The text before the insertion that goes on: one undo takes all of it back. */
  readonly before?: { readonly moment: Moment; readonly past: readonly Moment[] } | undefined;
  /** Column that `j` and `k` want to keep. */
  readonly goal?: number | undefined;
  readonly message?: ViMessage | undefined;
  /** What the last key asks of the world; the next key forgets it. */
  readonly wish?: ViWish | undefined;
}

export interface Register {
  readonly text: string;
  readonly isLines: boolean;
}

export type ViKey =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'paste'; readonly text: string }
  | { readonly type: 'chord'; readonly chord: string };

/** `fail` leaves with an exit code that says so (`:cq`). */
export type ViWish = 'save' | 'save-and-leave' | 'leave' | 'fail';

export type ViMessage =
  | { readonly type: 'unsaved' | 'input-method' }
  | { readonly type: 'unknown-command' | 'not-found'; readonly text: string };

export const viStart: ViState = {
  mode: 'normal',
  pending: '',
  register: { text: '', isLines: false },
  recording: [],
  lastChange: [],
};
