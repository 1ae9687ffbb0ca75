// Repairs what a Japanese input method types into a command: ｋｕｂｅｃｔｌ　ｇｅｔ, “ ”, ー. Quoted text and Japanese words stay as they are.

export interface Repair {
  readonly text: string;
  readonly isRepaired: boolean;
}

const quoteTwin: Readonly<Record<string, string>> = { '“': '"', '”': '"', '„': '"', '‘': "'", '’': "'" };
const dashes = 'ー－−–—';
const repairable = /^[\x20-\x7e\uff01-\uff5e“”„‘’ー−–—]+$/;
const japanese = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u;

export function repairFullWidth(text: string): Repair {
  let repaired = '';
  let rest = text;
  while (rest !== '') {
    const quoted = /^(?:'[^']*'?|"(?:[^"\\]|\\[\s\S])*"?)/.exec(rest)?.[0];
    const blank = /^[\s\u3000]+/.exec(rest)?.[0];
    const word = /^[^\s\u3000'"]+/.exec(rest)?.[0] ?? rest[0] ?? '';
    const part = quoted ?? blank ?? word;
    rest = rest.slice(part.length);
    if (quoted !== undefined) {
      repaired += quoted;
    } else if (blank !== undefined) {
      repaired += isBetweenJapanese(repaired, rest) ? blank : blank.replaceAll('\u3000', ' ');
    } else {
      repaired += repairWord(word);
    }
  }
  return { text: repaired, isRepaired: repaired !== text };
}

function repairWord(word: string): string {
  if (!repairable.test(word) || /^ー+$/.test(word)) {
    return word === 'ー' ? '-' : word;
  }
  return Array.from(word, (char) => {
    if (dashes.includes(char)) {
      return '-';
    }
    const code = char.charCodeAt(0);
    return quoteTwin[char] ?? (code >= 0xff01 && code <= 0xff5e ? String.fromCharCode(code - 0xfee0) : char);
  }).join('');
}

function isBetweenJapanese(before: string, after: string): boolean {
  return japanese.test(before.slice(-1)) && japanese.test(after.slice(0, 1));
}
