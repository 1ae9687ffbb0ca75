interface ConsoleCommand {
  readonly command: string;
  readonly shown: readonly string[];
  /** Line within the passage, from 0. */
  readonly line: number;
}

/** Commands of the ```console blocks of a text, each with the lines that are shown below it. */
export function consoleCommands(text: string): readonly ConsoleCommand[] {
  const found: { command: string; shown: string[]; line: number }[] = [];
  let isConsole = false;
  for (const [index, line] of text.split('\n').entries()) {
    if (line.startsWith('```')) isConsole = line === '```console';
    else if (isConsole && line.startsWith('$ ')) found.push({ command: line.slice(2), shown: [], line: index });
    else if (isConsole) found.at(-1)?.shown.push(line);
  }
  return found;
}
