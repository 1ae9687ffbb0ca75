// What Ink takes for its terminal: frames of slots come in, painted rows fill them, the last frame of a turn goes to the painter.
import { type CursorPlace, type Frame, paintFrame } from './painter.js';
import { fillSlots, readSlots, type Slots } from './slots.js';

export interface FrameSinkOptions {
  readonly columns: number;
  readonly rows: number;
  /** Receives the bytes for the terminal. */
  readonly write: (bytes: string) => void;
  /** Runs the function after the current turn; frames of one turn become one. */
  readonly soon: (run: () => void) => void;
}

export interface ShownBlocks {
  readonly shape: unknown;
  readonly blocks: readonly (readonly string[])[];
  readonly cursor: CursorPlace | undefined;
}

/** Ink hides and shows the cursor by itself; where it stands is ours to say. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: a control sequence
const cursorSwitch = /^\x1b\[\?25[hl]$/;

/** The part of a writable stream that Ink uses. */
export class FrameSink {
  readonly isTTY = true;
  readonly writable = true;
  columns: number;
  rows: number;
  #painted: Frame | undefined;
  #slots: Slots = [];
  #laidOut: unknown;
  #shown: ShownBlocks | undefined;
  #isDue = false;
  #isClosed = false;
  readonly #options: FrameSinkOptions;

  constructor(options: FrameSinkOptions) {
    this.#options = options;
    this.columns = options.columns;
    this.rows = options.rows;
  }

  /** A frame from Ink. The callback of a stream's write is called at once. */
  write(frame: string, ...rest: readonly unknown[]): boolean {
    if (frame !== '' && !cursorSwitch.test(frame)) {
      this.#slots = readSlots(frame);
      this.#schedule();
    }
    const callback = rest.find((entry): entry is () => void => typeof entry === 'function');
    callback?.();
    return true;
  }

  /** What is to be seen: painted rows of each block in reading order, for the layout of this shape. */
  show(shown: ShownBlocks): void {
    this.#shown = shown;
    this.#schedule();
  }

  /** The last frame from Ink lays out this shape. */
  laidOut(shape: unknown): void {
    this.#laidOut = shape;
    this.#schedule();
  }

  /** The terminal has another size, or its content is lost: the next frame is painted whole. */
  reset(columns: number, rows: number): void {
    this.columns = columns;
    this.rows = rows;
    this.#painted = undefined;
  }

  /** Rows of the last frame, as they were painted. */
  painted(): Frame | undefined {
    return this.#painted;
  }

  /** What comes later is not written any more. */
  close(): void {
    this.#isClosed = true;
  }

  on(): this {
    return this;
  }

  off(): this {
    return this;
  }

  #schedule(): void {
    if (!this.#isDue) {
      this.#isDue = true;
      this.#options.soon(() => this.#flush());
    }
  }

  #flush(): void {
    this.#isDue = false;
    // Rows of a new shape wait for its layout.
    if (this.#isClosed || this.#shown === undefined || this.#shown.shape !== this.#laidOut) {
      return;
    }
    const { blocks, cursor } = this.#shown;
    const rows = fillSlots(this.#slots, blocks).slice(0, this.rows);
    const next: Frame = { rows, cursor };
    const bytes = paintFrame(this.#painted, next);
    this.#painted = next;
    if (bytes !== '') {
      this.#options.write(bytes);
    }
  }
}
