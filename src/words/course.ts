import type { Sentence } from './sentence.js';

/** Sentences about lessons: goals, checks and progress. */
export const courseWords = {
  fileMissing: {
    ja: (path: string) => `ファイル${path}がありません`,
    en: (path: string) => `file ${path} is missing`,
  },
  schemaBroken: {
    ja: (where: string, what: string) => `${where === '' ? 'レッスン' : where}の形が正しくありません: ${what}`,
    en: (where: string, what: string) => `${where === '' ? 'the lesson' : where} has a wrong shape: ${what}`,
  },
  unknownHeading: {
    ja: (heading: string) => `見出し「${heading}」は使えません`,
    en: (heading: string) => `heading "${heading}" is not known`,
  },
  noProse: {
    ja: (id: string, part: string) => `「${id}」の${part}が書かれていません`,
    en: (id: string, part: string) => `"${id}" has no ${part}`,
  },
  nowReplies: {
    ja: (good: number, all: number) => `${all}回のうち${good}回、応答がありました`,
    en: (good: number, all: number) => `${good} of ${all} requests were answered`,
  },
  nowOutcome: {
    ja: (outcome: string) => OUTCOMES_JA[outcome] ?? outcome,
    en: (outcome: string) => OUTCOMES_EN[outcome] ?? outcome,
  },
  nowStatus: {
    ja: (status: number) => `HTTPステータス${status}が返りました`,
    en: (status: number) => `the HTTP status is ${status}`,
  },
  nowPort: {
    ja: (port: number) => `${port}番につながりました`,
    en: (port: number) => `the connection went to port ${port}`,
  },
  nowPods: {
    ja: (pods: number) => `応答したPodは${pods}個です`,
    en: (pods: number) => `${pods} Pods answered`,
  },
  nowNoEndpoints: {
    ja: (service: string) => `Service ${service}には、つながる先のPodがありません`,
    en: (service: string) => `Service ${service} has no Pods behind it`,
  },
  nowMissing: {
    ja: (object: string) => `${object}はまだありません`,
    en: (object: string) => `${object} does not exist yet`,
  },
  nowExists: {
    ja: (object: string) => `${object}があります`,
    en: (object: string) => `${object} exists`,
  },
  nowValue: {
    ja: (path: string, value: string) => `${path}は${value}です`,
    en: (path: string, value: string) => `${path} is ${value}`,
  },
  nowUnset: {
    ja: (path: string) => `${path}は設定されていません`,
    en: (path: string) => `${path} is not set`,
  },
  nowUnchanged: {
    ja: (object: string) => `${object}は手順の初めと同じです`,
    en: (object: string) => `${object} is the same as when the step began`,
  },
  nowNoConnection: {
    ja: () => 'この手順では、まだ接続がありません',
    en: () => 'no such connection in this step yet',
  },
  nowLastConnection: {
    ja: (target: string, outcome: string) => `直前の接続は${target}で、${OUTCOMES_JA[outcome] ?? outcome}`,
    en: (target: string, outcome: string) =>
      `the last connection went to ${target}: ${OUTCOMES_EN[outcome] ?? outcome}`,
  },
  nowNotAnswered: {
    ja: () => 'まだ答えていません',
    en: () => 'not answered yet',
  },
  nowAnswered: {
    ja: (value: string) => `${value}と答えました`,
    en: (value: string) => `you answered ${value}`,
  },
  answerRight: { ja: () => '正解です。', en: () => 'That is right.' },
  answerWrong: { ja: () => '正解ではありません。', en: () => 'That is not right.' },
  answerUnknown: {
    ja: (ids: string) => `いま答えられる問いは次のとおりです: ${ids}`,
    en: (ids: string) => `the questions of this step: ${ids}`,
  },
  answerUsage: {
    ja: () => '使い方: answer 問いの名前 値',
    en: () => 'usage: answer QUESTION VALUE',
  },
  goalBroken: {
    ja: (goal: string, command: string) => `「${goal}」が満たされなくなりました(${command})`,
    en: (goal: string, command: string) => `"${goal}" no longer holds (${command})`,
  },
} as const satisfies Record<string, Sentence<never>>;

const OUTCOMES_JA: Readonly<Record<string, string>> = {
  reply: '応答がありました',
  refused: '接続を拒否されました(refused)',
  timeout: 'タイムアウトしました(timed out)',
  reset: '接続が途中で切られました(reset)',
  unresolved: '名前を解決できませんでした',
  unreachable: '宛先に到達できませんでした',
};

const OUTCOMES_EN: Readonly<Record<string, string>> = {
  reply: 'it was answered',
  refused: 'it was refused',
  timeout: 'it timed out',
  reset: 'it was reset',
  unresolved: 'the name could not be resolved',
  unreachable: 'the address could not be reached',
};
