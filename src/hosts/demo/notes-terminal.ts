import { type NotesState, notesRows } from '../../demo/notes.js';
import { enterScreen, type Frame, leaveScreen, paintFrame } from '../../ui/frame/painter.js';
import { createTheme, paintRow, type ThemeOptions } from '../../ui/screen/theme.js';
import type { ScreenTerminal } from '../../ui/start-screen.js';
import type { Lang } from '../../words/sentence.js';

export interface NotesTerminal {
  show(state: NotesState): void;
  /** Gives the terminal back as it was. */
  stop(): void;
}

/** `q`, Esc, Ctrl+C, Ctrl+D. */
const LEAVING: ReadonlySet<string> = new Set(['q', 'Q', '\x1b', '\x03', '\x04']);

/** The instructor's notes on a whole terminal, with the time that goes by. */
export function openNotesTerminal(
  terminal: ScreenTerminal,
  {
    lang,
    now,
    leave,
    ...look
  }: ThemeOptions & { readonly lang: Lang; readonly now: () => number; readonly leave: () => void },
): NotesTerminal {
  const theme = createTheme(look);
  let painted: Frame | undefined;
  let state: NotesState | undefined;
  let heardAt = 0;
  const paint = () => {
    const { columns, rows } = terminal.size();
    const current = state && { ...state, passedMs: state.passedMs + now() - heardAt };
    const next = { rows: notesRows(current, { columns, rows, lang }).map((row) => paintRow(row, columns, theme)) };
    const bytes = paintFrame(painted, next);
    painted = next;
    if (bytes !== '') terminal.write(bytes);
  };
  terminal.write(enterScreen);
  const undoInput = terminal.onInput((text) => {
    if (LEAVING.has(text.normalize('NFKC'))) leave();
  });
  const undoResize = terminal.onResize(() => {
    painted = undefined;
    paint();
  });
  const clock = setInterval(paint, 1000);
  paint();
  return {
    show(next) {
      state = next;
      heardAt = now();
      paint();
    },
    stop() {
      clearInterval(clock);
      undoInput();
      undoResize();
      terminal.write(leaveScreen);
    },
  };
}
