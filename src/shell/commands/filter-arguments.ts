/** Options of awk, sed and jq that take a value, and those that bring the script, so that the first word is a file already. */
const OPTIONS: Readonly<Record<string, { readonly values: RegExp; readonly script: RegExp }>> = {
  awk: { values: /^-[Fvf]$/, script: /^-f/ },
  sed: { values: /^(-[efl]|--expression|--file)$/, script: /^(-[a-zA-Z]*[ef]|--expression|--file)/ },
  jq: { values: /^(-f|--from-file|--indent|--tab|-L)$/, script: /^(-f|--from-file)/ },
};
const PAIRS = /^--(arg|argjson|slurpfile|rawfile)$/;

/** Whether a filter reads its standard input: it has a script and no file, or a file `-`. */
export function readsInput(argv: readonly string[]): boolean {
  const [name = '', ...words] = argv;
  const { values, script } = OPTIONS[name] ?? { values: /^$/, script: /^$/ };
  const operands: string[] = [];
  let hasScript = false;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === '-' || !word.startsWith('-')) operands.push(word);
    if (word !== '-' && script.test(word)) hasScript = true;
    if (values.test(word)) at += 1;
    else if (PAIRS.test(word)) at += 2;
    if (name === 'jq' && (word === '--args' || word === '--jsonargs')) break;
  }
  if (name === 'jq' && words.some((word) => /^(-[a-zA-Z]*n[a-zA-Z]*|--null-input)$/.test(word))) return false;
  if (!hasScript && name === 'awk' && isOnlyBegin(operands[0] ?? '')) return false;
  const files = hasScript ? operands : operands.slice(1);
  return files.length === 0 || files.includes('-');
}

/** An awk program that has nothing but its BEGIN block reads nothing. */
function isOnlyBegin(program: string): boolean {
  const block = /^\s*BEGIN\s*(\{[\s\S]*)$/.exec(program)?.[1];
  if (block === undefined) return false;
  let depth = 0;
  for (const [at, char] of [...block].entries()) {
    if (char === '{') depth += 1;
    if (char === '}') depth -= 1;
    if (depth === 0) return block.slice(at + 1).trim() === '';
  }
  return true;
}
