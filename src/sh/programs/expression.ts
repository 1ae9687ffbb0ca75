const classes: Readonly<Record<string, string>> = {
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: 'A-Za-z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\s',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`{-~',
  xdigit: '0-9A-Fa-f',
  print: ' -~',
  cntrl: '\\x00-\\x1f',
  graph: '!-~',
};

/** A POSIX regular expression (basic or extended) as one of JavaScript. */
export function translateExpression(pattern: string, extended: boolean): string {
  let result = '';
  for (let at = 0; at < pattern.length; at += 1) {
    const char = pattern[at] ?? '';
    if (char === '[') {
      const end = setEnd(pattern, at);
      result += end < 0 ? '\\[' : translateSet(pattern.slice(at + 1, end));
      if (end > 0) at = end;
    } else if (char === '\\') {
      at += 1;
      const next = pattern[at] ?? '\\';
      if (!extended && /[(){}|+?]/.test(next)) result += next;
      else result += next === '<' || next === '>' ? '\\b' : `\\${next}`;
    } else if (!extended && /[(){}|+?]/.test(char)) result += `\\${char}`;
    else if (!extended && char === '*' && (at === 0 || result.endsWith('('))) result += '\\*';
    else if (!extended && char === '^' && at > 0 && !/[(|]$/.test(result)) result += '\\^';
    else if (extended && char === '{' && !/^\{\d*,?\d*\}/.test(pattern.slice(at))) result += '\\{';
    else result += char;
  }
  return result;
}

function setEnd(pattern: string, start: number): number {
  let at = start + 1;
  if (pattern[at] === '^') at += 1;
  if (pattern[at] === ']') at += 1;
  for (; at < pattern.length; at += 1) {
    if (pattern.startsWith('[:', at)) at = pattern.indexOf(':]', at) < 0 ? at : pattern.indexOf(':]', at) + 1;
    else if (pattern[at] === ']') return at;
  }
  return -1;
}

function translateSet(body: string): string {
  const negated = body.startsWith('^');
  const inner = (negated ? body.slice(1) : body).replace(/\[:(\w+):\]|[\\[\]]/g, (all, name?: string) =>
    name ? (classes[name] ?? '') : `\\${all}`,
  );
  return `[${negated ? '^' : ''}${inner}]`;
}
