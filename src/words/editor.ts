import type { Sentence } from './sentence.js';

/** What the editor's bottom line says about a problem: the characters it is about, and what was probably meant. */
type ProblemSentence = Sentence<[about: string, meant: string | undefined]>;

const say = (
  ja: (about: string, meant: string | undefined) => string,
  en: (about: string, meant: string | undefined) => string,
): ProblemSentence => ({ ja, en });

export const problemWords: Readonly<Record<string, ProblemSentence>> = {
  tab: say(
    () => 'インデントにタブは使えません。半角スペースに直します',
    () => 'Tabs cannot indent YAML. Use spaces',
  ),
  'full-width': say(fullWidthJa, fullWidthEn),
  indentation: say(
    () => 'インデントの深さが、ほかの行と合っていません',
    () => 'This indentation fits no line above',
  ),
  'no-colon': say(
    (about) => `「${about}」のあとにコロン「: 」がありません`,
    (about) => `"${about}" has no colon ": " behind it`,
  ),
  'two-colons': say(
    () => '1行に「: 」が2つあります。値に含めるときは引用符で囲みます',
    () => 'There are two ": " in one line. Quote the value that contains one',
  ),
  'open-quote': say(
    () => '引用符が閉じていません',
    () => 'The quote is not closed',
  ),
  'open-bracket': say(
    () => 'かっこ「[ ]」または「{ }」が閉じていないか、「,」がありません',
    () => 'A bracket [ ] or { } is not closed, or a comma is missing',
  ),
  'bad-escape': say(
    () => '引用符の中の「\\」の使い方が正しくありません',
    () => 'This backslash escape is not known',
  ),
  'bad-start': say(
    (about) => `値は「${about}」では始められません。引用符で囲みます`,
    (about) => `A value cannot begin with "${about}". Quote it`,
  ),
  'same-key': say(
    (about) => `「${about}」が2回書かれています`,
    (about) => `"${about}" is written twice`,
  ),
  'unknown-anchor': say(
    () => '「*」の指すアンカー「&」がありません',
    () => 'The alias "*" names no anchor "&"',
  ),
  'unknown-field': say(
    (about, meant) => `フィールド「${about}」はありません${meant === undefined ? '' : `。${meant}でしょうか`}`,
    (about, meant) => `There is no field "${about}"${meant === undefined ? '' : `. Did you mean ${meant}?`}`,
  ),
  syntax: say(
    () => 'YAMLとして読めません',
    () => 'This is not YAML',
  ),
};

/** `line` comes first; `more` is how many other lines have a problem. */
export const problemLine = {
  ja: (line: number, sentence: string, more: number) => `${line}行目: ${sentence}${more > 0 ? `(ほか${more}行)` : ''}`,
  en: (line: number, sentence: string, more: number) =>
    `Line ${line}: ${sentence}${more > 0 ? ` (${more} more ${more === 1 ? 'line' : 'lines'})` : ''}`,
};

export const editorWords = {
  search: { ja: () => '検索', en: () => 'Search' },
  'go-to-line': { ja: () => '行番号', en: () => 'Go to line' },
  insert: { ja: () => '-- 挿入 --', en: () => '-- INSERT --' },
  keySearch: { ja: () => '検索', en: () => 'Search' },
  keyCut: { ja: () => '行の切り取り', en: () => 'Cut line' },
  keyPaste: { ja: () => '貼り付け', en: () => 'Paste' },
  keyLine: { ja: () => '行へ移動', en: () => 'Go to line' },
  keyAnswer: { ja: () => '決定', en: () => 'Go' },
  keyCancel: { ja: () => 'やめる', en: () => 'Cancel' },
  keyInsert: { ja: () => '入力を始める', en: () => 'Insert' },
  keyNormal: { ja: () => '入力を終える', en: () => 'Stop inserting' },
  keySaveLeave: { ja: () => '保存して終了', en: () => 'Save and leave' },
  keyDropLeave: { ja: () => '保存せずに終了', en: () => 'Leave without saving' },
  keyPageDown: { ja: () => '次のページ', en: () => 'Next page' },
  keyPageUp: { ja: () => '前のページ', en: () => 'Page back' },
  keyQuit: { ja: () => '終了', en: () => 'Quit' },
} as const satisfies Readonly<Record<string, Sentence>>;

export const notFoundWords: Sentence<[text: string]> = {
  ja: (text) => `「${text}」は見つかりません`,
  en: (text) => `"${text}" is not found`,
};

export const viWords: Readonly<Record<string, Sentence<[text: string]>>> = {
  unsaved: {
    ja: () => '保存していない変更があります。:wq 保存して終了  :q! 保存せずに終了',
    en: () => 'Unsaved changes. :wq save and leave  :q! leave without saving',
  },
  'input-method': {
    ja: () => '日本語入力がオンです。オフにするか、iで入力を始めます',
    en: () => 'The input method is on. Turn it off, or begin to insert with i',
  },
  'unknown-command': {
    ja: (text) => `:${text} というコマンドはありません`,
    en: (text) => `There is no command :${text}`,
  },
  'not-found': notFoundWords,
};

function fullWidthJa(about: string, meant: string | undefined): string {
  if (about === '\u3000') return '全角スペースがあります。半角スペースに直します';
  return `全角文字「${about}」があります。半角の ${meant ?? ''} に直します`;
}

function fullWidthEn(about: string, meant: string | undefined): string {
  if (about === '\u3000') return 'There is a full-width space. Use a plain one';
  return `"${about}" is full-width. Use ${meant ?? ''}`;
}
