import type { Sentence } from './sentence.js';

/** A program that takes the whole terminal pane. */
export type PaneProgram = 'editor' | 'vi' | 'pager';

interface ProgramHelp {
  readonly title: Sentence;
  readonly entries: readonly (readonly [string, Sentence])[];
}

const say = (ja: string, en: string): Sentence => ({ ja: () => ja, en: () => en });

/** Keys of the programs, for the help page. */
export const programHelp: Readonly<Record<PaneProgram, ProgramHelp>> = {
  editor: {
    title: say('ファイルの編集(edit)', 'Editing a file (edit)'),
    entries: [
      ['^S  ^O', say('保存する', 'Save')],
      ['^X', say('終了する', 'Leave')],
      ['^Z  ^Y', say('取り消す、やり直す', 'Undo, redo')],
      ['^W  Alt+W', say('検索する、次を検索する', 'Search, search again')],
      ['^_  Alt+G', say('行番号へ移動する', 'Go to a line')],
      ['^K  ^U', say('行を切り取る、貼り付ける', 'Cut a line, paste')],
      ['^A ^E  Home End', say('行頭、行末へ移動する', 'Start, end of the line')],
      ['PageUp PageDown', say('前、次のページへ移動する', 'By pages')],
    ],
  },
  vi: {
    title: say('vi', 'vi'),
    entries: [
      ['i a I A o O', say('入力を始める', 'Begin to insert')],
      ['Esc', say('入力を終える', 'Stop inserting')],
      [':w  :wq  ZZ', say('保存する、保存して終了する', 'Save, save and leave')],
      [':q  :q!', say('終了する、保存せずに終了する', 'Leave, leave without saving')],
      ['h j k l  w b e', say('文字、行、単語ごとに移動する', 'By character, line, word')],
      ['0 ^ $  gg G  :N', say('行頭、行末、先頭、末尾、行番号へ移動する', 'Line ends, first, last, any line')],
      ['x dd dw cw cc D C', say('消す、書き換える', 'Delete, change')],
      ['yy p P', say('写す、貼り付ける', 'Copy, paste')],
      ['u  ^R  .', say('取り消す、やり直す、繰り返す', 'Undo, redo, repeat')],
      ['/  ?  n N', say('検索する、次、前を検索する', 'Search, again, backward')],
    ],
  },
  pager: {
    title: say('less', 'less'),
    entries: [
      ['Space  b', say('次、前のページへ進む', 'Next page, page back')],
      ['j k  Up Down', say('1行ずつ進む', 'By lines')],
      ['d u', say('半ページずつ進む', 'By half pages')],
      ['g  G', say('先頭、末尾へ移動する', 'First, last line')],
      ['/  ?  n N', say('検索する、次、前を検索する', 'Search, again, backward')],
      ['q', say('終了する', 'Quit')],
    ],
  },
};
