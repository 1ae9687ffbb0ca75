// Text from an input method, as it comes. xterm.js reads it out of its text field a timer later, and what the timer finds is something else when the
// page was busy: parts of a word, words in another order.
import type { Terminal } from '@xterm/xterm';

export interface InputMethod {
  /** True when an input method has the key: the terminal must not look at it. */
  takes(event: KeyboardEvent): boolean;
}

/** What browsers report for every key that an input method has taken. */
const TAKEN = 229;

/** The terminal must be open. */
export function hearInputMethod(terminal: Terminal): InputMethod {
  const { textarea } = terminal;
  let hasKey = false;
  /** xterm.js shall find nothing there that was sent already. */
  const empty = () => {
    if (textarea) textarea.value = '';
  };
  const send = (text: string) => {
    if (text !== '') terminal.input(text);
  };
  textarea?.addEventListener('compositionend', ({ data }) => {
    empty();
    send(data);
  });
  textarea?.addEventListener('input', (event) => {
    if (!(event instanceof InputEvent) || event.isComposing) return;
    empty();
    // A digit, for example, is not composed.
    if (hasKey && event.inputType === 'insertText') send(event.data ?? '');
  });
  return {
    takes(event) {
      if (event.type === 'keydown') hasKey = event.keyCode === TAKEN;
      return event.keyCode === TAKEN;
    },
  };
}
