/** The inline code of a passage: what stands between single backticks, outside of code blocks. */
export function codeSpans(text: string): readonly string[] {
  const prose = text.replace(/^```[\s\S]*?^```$/gm, '');
  return [...prose.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
}
