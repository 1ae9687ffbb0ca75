/** Replaces `$(NAME)` as Kubernetes does: `$$` is a dollar, an unknown name stays as it is written. */
export function expandVariables(text: string, lookup: (name: string) => string | undefined): string {
  let out = '';
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character !== '$' || at + 1 >= text.length) {
      out += character;
      continue;
    }
    const next = text.charAt(at + 1);
    if (next === '$') {
      out += '$';
      at += 1;
    } else if (next === '(') {
      const end = text.indexOf(')', at);
      if (end < 0) {
        out += '$(';
        at += 1;
        continue;
      }
      const name = text.slice(at + 2, end);
      out += lookup(name) ?? `$(${name})`;
      at = end;
    } else {
      out += `$${next}`;
      at += 1;
    }
  }
  return out;
}
