/** An answer as it is meant: full-width characters, `8080/TCP`, `8080番`, `2個`, `key: value`, `pod/NAME`, quotes and spaces are understood. */
export function normaliseAnswer(text: string): string {
  return text
    .normalize('NFKC')
    .trim()
    .replace(/^(["'`「])(.*?)(["'`」])$/, '$2')
    .replace(/^(\d+)(?:\/[a-z]+|\s*(?:番|番ポート|個|つ|台|回|pods?))?$/i, '$1')
    .replace(/^[a-z][a-z0-9.]*\/(?=[^/]+$)/i, '')
    .replace(/^([a-z][\w./-]*)\s*[:=]\s*([\w.-]+)$/i, '$1=$2')
    .toLowerCase();
}
