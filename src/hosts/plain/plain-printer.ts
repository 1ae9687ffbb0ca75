/** Output that only ever goes forward: text, and a prompt that is taken up again when something was told meanwhile. */
export interface PlainPrinter {
  /** Text as it comes. */
  add(text: string): void;
  /** A whole sentence or paragraph on lines of its own. */
  tell(text: string): void;
  blankLine(): void;
  showPrompt(prompt: string): void;
  /** A line was entered behind the prompt: `echoed` when the terminal has shown it already. */
  entered(line: string, echoed: boolean): void;
  /** Nothing follows. */
  close(): void;
}

export function createPrinter(write: (text: string) => void): PlainPrinter {
  let isAtStart = true;
  let isAfterBlank = true;
  let shown: string | undefined;
  const put = (text: string) => {
    if (text === '') return;
    write(text);
    isAtStart = text.endsWith('\n');
    isAfterBlank = /(?:^|\n)\n$/.test(text);
  };
  const leavePrompt = () => {
    shown = undefined;
    if (!isAtStart) put('\n');
  };
  return {
    add(text) {
      if (text === '') return;
      if (shown !== undefined) leavePrompt();
      put(text);
    },
    tell(text) {
      leavePrompt();
      put(`${text}\n`);
    },
    blankLine() {
      leavePrompt();
      if (!isAfterBlank) put('\n');
    },
    close: leavePrompt,
    showPrompt(prompt) {
      if (shown === prompt) return;
      leavePrompt();
      put(prompt);
      shown = prompt;
    },
    entered(line, echoed) {
      if (!echoed) put(`${line}\n`);
      shown = undefined;
      isAtStart = true;
      isAfterBlank = line === '' && isAfterBlank;
    },
  };
}
