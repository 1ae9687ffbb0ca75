import { unescapeText } from './printf.js';

/** What `echo` writes: options `-n`, `-e`, `-E` as in busybox and bash. */
export function echoText(args: readonly string[]): string {
  let index = 0;
  let newline = true;
  let escapes = false;
  for (; /^-[neE]+$/.test(args[index] ?? ''); index += 1) {
    for (const flag of (args[index] ?? '').slice(1)) {
      if (flag === 'n') newline = false;
      else escapes = flag === 'e';
    }
  }
  const text = args.slice(index).join(' ');
  if (!escapes) return newline ? `${text}\n` : text;
  const { text: body, stop } = unescapeText(text);
  return newline && !stop ? `${body}\n` : body;
}
