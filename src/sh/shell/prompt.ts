import type { Evaluator } from './evaluator.js';

/** The prompt with its backslash words replaced. */
export function promptText(shell: Evaluator, name: 'PS1' | 'PS2'): string {
  const { state, sys, variables } = shell;
  const user = variables.get('USER') ?? 'root';
  const host = sys.hostname.split('.')[0] ?? '';
  const home = variables.get('HOME') ?? '';
  const folder =
    home !== '' && (sys.cwd === home || sys.cwd.startsWith(`${home}/`)) ? `~${sys.cwd.slice(home.length)}` : sys.cwd;
  const standard = state.flavour === 'bash' ? '\\s-5.2\\$ ' : '\\w \\$ ';
  const text = variables.get(name) ?? (name === 'PS2' ? '> ' : standard);
  const words: Readonly<Record<string, string>> = {
    w: folder,
    W: folder.slice(folder.lastIndexOf('/') + 1) || folder,
    u: user,
    h: host,
    H: sys.hostname,
    $: user === 'root' ? '#' : '$',
    n: '\n',
    e: '\x1b',
    s: state.name,
    '[': '',
    ']': '',
  };
  return text.replace(/\\([wWuhH$nes[\]])/g, (_, word: string) => words[word] ?? '');
}
