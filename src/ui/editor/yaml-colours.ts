// YAML as spans: keys, values and comments apart. Colour adds, every character stays.
import { visible } from '../text/sanitize.js';
import { type Row, type Span, span } from '../text/span.js';

const parts = /^(\s*(?:- +)*-?)("[^"]*"|'[^']*'|[^\s#:"'{[][^:#]*?)?(\s*:)(?=\s|$)(.*)$/u;
const words = /^(?:true|false|null|yes|no|on|off|~)$/i;
const number = /^[-+]?(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/;

export function yamlRow(line: string): Row {
  if (/^\s*#/.test(line)) return [span(visible(line), 'dim')];
  if (/^(?:---|\.\.\.)(?:\s|$)/.test(line)) return [span(visible(line), 'heading')];
  const [, lead = '', key, colon = '', value = ''] = parts.exec(line) ?? [];
  if (key !== undefined) {
    return [span(visible(lead)), span(visible(key), 'accent'), span(visible(colon)), ...valueSpans(value)];
  }
  const item = /^(\s*(?:- +)+)(.*)$/.exec(line);
  return item === null ? valueSpans(line) : [span(item[1] ?? ''), ...valueSpans(item[2] ?? '')];
}

function valueSpans(text: string): readonly Span[] {
  const comment = commentStart(text);
  const value = text.slice(0, comment);
  const [, before = '', inner = '', after = ''] = /^(\s*)(.*?)(\s*)$/u.exec(value) ?? [];
  return [
    span(visible(before)),
    valueSpan(inner),
    span(visible(after)),
    ...(comment < text.length ? [span(visible(text.slice(comment)), 'dim')] : []),
  ];
}

function valueSpan(text: string): Span {
  if (/^["']/.test(text)) return span(visible(text), 'good');
  if (number.test(text) || words.test(text)) return span(visible(text), 'warn');
  return span(visible(text));
}

/** Where a comment begins: at a `#` behind a blank, outside of quotes. */
function commentStart(text: string): number {
  let quote = '';
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index] ?? '';
    if (quote !== '') quote = char === quote ? '' : quote;
    else if ((char === '"' || char === "'") && /(?:^|[\s[{,])$/.test(text.slice(Math.max(0, index - 1), index)))
      quote = char;
    else if (char === '#' && (index === 0 || /\s/.test(text[index - 1] ?? ''))) return index;
  }
  return text.length;
}
