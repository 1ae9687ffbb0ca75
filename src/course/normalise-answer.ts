/** An answer as it is meant: full-width characters, `8080/TCP`, `8080番`, quotes and spaces are understood. */
export function normaliseAnswer(text: string): string {
  return text
    .normalize('NFKC')
    .trim()
    .replace(/^(["'`「])(.*?)(["'`」])$/, '$2')
    .replace(/^(\d+)(?:\/[a-z]+|番|番ポート)?$/i, '$1')
    .toLowerCase();
}
