import { describe, expect, test } from 'vitest';
import type { Condition } from '../../../src/course/condition.js';
import type { Lesson } from '../../../src/course/lesson.js';
import type { RunState } from '../../../src/course/run-state.js';
import { lessonData } from '../../../src/ui/model/lesson-data.js';

const at = (text: string) => ({ text, line: 1 });
const condition = { kind: 'answer' } as unknown as Condition;

const lesson: Lesson = {
  id: 'ports',
  chapter: 'why',
  minutes: 12,
  source: [],
  needs: [],
  world: { manifests: [], faults: [], network: {} },
  files: {},
  docs: 'https://kubernetes.io/ja/docs/',
  steps: [
    {
      id: 'guess',
      predict: { choices: ['reply', 'refused'], run: 'curl shop', truth: { kind: 'connection', from: 'a', to: 'b' } },
      keep: [{ id: 'same-door', hides: [], condition }],
      goals: [{ id: 'reached', hides: [], condition, check: 'kubectl get svc' }],
      solution: [],
      wrong: [],
      hides: [],
    },
  ],
  quiz: [{ id: 'who', options: ['kube-proxy', 'nothing'], right: 'nothing', try: {} }],
  prose: {
    ja: {
      lang: 'ja',
      path: 'ja.md',
      title: at('ポート'),
      intro: at('はじめに読む文'),
      steps: {
        guess: {
          title: at('つながるでしょうか'),
          situation: at('状況の文'),
          prediction: at('どうなりますか'),
          choices: { reply: at('返る'), refused: at('拒否') },
          results: { reply: at('返りませんでした'), refused: at('そのとおりです') },
          experiment: at('実験の文'),
          goals: { reached: at('つながる'), 'same-door': at('80番のまま') },
          hints: [at('一'), at('二')],
          mistakes: { moved: at('portまで変わりました') },
          observation: at('観察の文'),
        },
      },
      summary: [at('まとめ1'), at('まとめ2')],
      quiz: {
        who: {
          question: at('どうなりますか'),
          options: { 'kube-proxy': at('つながらない'), nothing: at('何も変わらない') },
          answers: { 'kube-proxy': at('つながります') },
        },
      },
    },
  },
  origin: { dir: 'lessons/ports', files: {} },
  lineOf: () => 1,
};

const begun: RunState = {
  lesson: 'ports',
  step: 0,
  sinceTrace: 0,
  answers: {},
  before: {},
  goals: { reached: { met: false, now: '' }, 'same-door': { met: true, now: '80' } },
  hints: 0,
  quiz: {},
  completed: [],
};

describe('a lesson on the screen', () => {
  test('first the prediction is asked, with nothing to do beside it', () => {
    const data = lessonData(lesson, begun, 'ja');
    expect([data.phase, data.goals, data.sections.map((section) => section.markdown)]).toEqual([
      'predict',
      [],
      ['はじめに読む文', '状況の文'],
    ]);
    expect(data.predict?.choices.map((choice) => choice.text)).toEqual(['返る', '拒否']);
  });

  test('then the task and its goals, with what is and why, and the command that broke one', () => {
    const goals = {
      reached: { met: false, now: '0回応答しました', mistake: 'moved' },
      'same-door': { met: false, now: '3000', brokenBy: 'kubectl patch' },
    };
    const data = lessonData(lesson, { ...begun, goals, chosen: 'refused', hints: 1 }, 'ja');
    expect([data.phase, data.predict?.command, data.predict?.result, data.hints, data.hintsLeft]).toEqual([
      'work',
      'curl shop',
      undefined,
      ['一'],
      1,
    ]);
    expect(data.goals).toEqual([
      {
        id: 'reached',
        text: 'つながる',
        done: false,
        now: '0回応答しました',
        why: 'portまで変わりました',
        check: 'kubectl get svc',
      },
      { id: 'same-door', text: '80番のまま', done: false, regressed: { by: 'kubectl patch' }, now: '3000' },
    ]);
  });

  test('the result of the prediction is told once it is known, the observation once all goals are met', () => {
    const goals = { reached: { met: true, now: '' }, 'same-door': { met: true, now: '' } };
    const data = lessonData(lesson, { ...begun, goals, chosen: 'reply', truth: 'refused' }, 'ja');
    expect([data.phase, data.predict?.result, data.predict?.isRight, data.predict?.happened, data.after]).toEqual([
      'done',
      '返りませんでした',
      false,
      1,
      [{ heading: '観察', markdown: '観察の文' }],
    ]);
  });

  test('words on a result that speak of the usual one are not told of another', () => {
    const [step] = lesson.steps;
    if (step?.predict === undefined) throw new Error('no prediction');
    const other = { ...lesson, steps: [{ ...step, predict: { ...step.predict, usual: 'refused' } }] };
    const goals = { reached: { met: true, now: '' }, 'same-door': { met: true, now: '' } };
    const told = (truth: string) =>
      lessonData(other, { ...begun, goals, chosen: 'reply', truth }, 'ja').predict?.result;
    expect(told('refused')).toBe('返りませんでした');
    expect(told('reply')).toContain('予想のコマンドより先に');
  });

  test('behind the last step stand the summary and the quiz', () => {
    const asked = lessonData(lesson, { ...begun, step: 1 }, 'ja');
    expect([asked.phase, asked.sections, asked.quiz?.question]).toEqual([
      'quiz',
      [
        {
          heading: 'まとめ',
          markdown: '- まとめ1\n- まとめ2\n\nこのレッスンの公式ページ: https://kubernetes.io/ja/docs/',
        },
      ],
      'どうなりますか',
    ]);
    const answered = lessonData(lesson, { ...begun, step: 1, quiz: { who: 'kube-proxy' } }, 'ja');
    expect([answered.phase, answered.after]).toEqual([
      'finished',
      [
        {
          heading: '確認クイズ',
          markdown: 'どうなりますか\n\n「つながらない」を選びました。つながります\n\n正解は「何も変わらない」です。',
        },
      ],
    ]);
    const right = lessonData(lesson, { ...begun, step: 1, quiz: { who: 'nothing' } }, 'ja');
    expect(right.after).toEqual([
      { heading: '確認クイズ', markdown: 'どうなりますか\n\n「何も変わらない」を選びました。' },
    ]);
  });
});
