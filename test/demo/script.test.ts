import { describe, expect, it } from 'vitest';
import { readCourse } from '../../src/course/course.js';
import { notesRows, notesText, readNotes } from '../../src/demo/notes.js';
import { castEvent, castHeader } from '../../src/demo/recording.js';
import { scriptOf } from '../../src/demo/script.js';
import { rowWidth } from '../../src/ui/text/span.js';
import { lessonFiles } from '../course/lesson-files.js';

const course = readCourse(lessonFiles());
const script = (id: string, lang: 'ja' | 'en' = 'ja') => {
  const lesson = course.lessons.find((one) => one.id === id);
  return lesson ? scriptOf(lesson, lang) : [];
};

describe('the script of a lesson', () => {
  it('has its situation, prediction, mistakes and solution step by step, then summary and quiz', () => {
    const scenes = script('first-service');
    expect(scenes.map(({ id }) => id)).toEqual([
      'write/situation',
      'write/predict',
      'write/wrong/wrong-label',
      'write/wrong/ports-swapped',
      'write/wrong/same-number',
      'write/solution',
      'come-and-go/situation',
      'come-and-go/predict',
      'come-and-go/wrong/asked-the-pod',
      'come-and-go/wrong/only-looked',
      'come-and-go/solution',
      ...(scenes.some(({ id }) => id === 'made-again/situation') ? ['made-again/situation'] : []),
      'made-again/predict',
      'made-again/wrong/only-deleted',
      'made-again/wrong/file-not-mended',
      'made-again/wrong/old-address',
      'made-again/solution',
      'summary',
      'quiz/what-to-write',
      'quiz/what-to-write/pod-ip',
      'quiz/what-to-write/cluster-ip',
      'quiz/without-target-port',
    ]);
  });

  it('plays the predicted command in its place: as the first line, later in the solution, or as an aside', () => {
    const predicted = (lesson: string, id: string) => {
      const scene = script(lesson).find((one) => one.id === `${id}/predict`);
      return { commands: scene?.commands, isTakenBack: scene?.isTakenBack };
    };
    expect(predicted('first-service', 'write')).toEqual({
      commands: ['kubectl exec client -- curl -sS -m 3 http://my-service'],
      isTakenBack: false,
    });
    expect(predicted('why', 'call')).toEqual({ commands: [], isTakenBack: false });
    expect(predicted('first-service', 'come-and-go')).toEqual({
      commands: ['kubectl delete pods -l app=my-app && kubectl exec client -- curl -sS -m 3 http://my-service'],
      isTakenBack: true,
    });
  });

  it('plays each line of a solution once', () => {
    for (const lesson of course.lessons)
      for (const [step, { id, solution }] of lesson.steps.entries()) {
        const played = scriptOf(lesson, 'ja')
          .filter((scene) => scene.step === step && !scene.isTakenBack)
          .flatMap(({ commands }) => commands);
        expect({ id, lines: played.filter((line) => solution.includes(line)) }).toEqual({ id, lines: solution });
      }
  });

  it('has the same scenes in both languages, each with a name of its own tongue', () => {
    for (const { id } of course.lessons) {
      expect(script(id, 'en').map((scene) => [scene.id, scene.commands])).toEqual(
        script(id).map((scene) => [scene.id, scene.commands]),
      );
      expect(script(id, 'en').filter(({ name }) => /[ぁ-ん]/.test(name))).toEqual([]);
    }
  });
});

describe('the page of notes', () => {
  const state = {
    lesson: 'はじめてのService',
    number: 3,
    scenes: 20,
    name: 'まちがい1',
    notes: '`selector`に名前を書く人が多い。'.repeat(6),
    command: 'kubectl apply -f a.yaml\nsecond line',
    next: 'まちがい2',
    passedMs: 65_000,
    plannedMs: 600_000,
  };

  it('fills every size exactly', () => {
    for (const [columns, rows] of [
      [80, 24],
      [30, 8],
      [120, 36],
    ] as const) {
      const page = notesRows(state, { columns, rows, lang: 'ja' });
      expect(page).toHaveLength(rows);
      expect(new Set(page.map(rowWidth))).toEqual(new Set([columns]));
    }
  });

  it('tells scene, time, notes, command and what follows', () => {
    const page = notesRows(state, { columns: 80, rows: 24, lang: 'en' })
      .map((row) =>
        row
          .map(({ text }) => text)
          .join('')
          .trimEnd(),
      )
      .filter((line) => line !== '');
    expect(page[0]).toMatch(/^ はじめてのService {2}Scene 3\/20 +1:05 of about 10:00$/);
    expect(page.slice(-6)).toEqual([
      ' Next command',
      ' kubectl apply -f a.yaml',
      ' second line',
      ' Next scene',
      ' まちがい2',
      ' q closes',
    ]);
    expect(notesText(state, 'en')).toContain('Next scene: まちがい2\n');
  });

  it('takes nothing else from the wire', () => {
    expect(readNotes(JSON.parse(JSON.stringify(state)))).toEqual(state);
    for (const wrong of [undefined, null, 3, [], { ...state, notes: 4 }, { ...state, number: '1' }])
      expect(readNotes(wrong)).toBeUndefined();
  });
});

describe('a recording', () => {
  it('has a header of version 2 and one line an event', () => {
    expect(JSON.parse(castHeader({ columns: 80, rows: 24, timestamp: 7, title: 'T' }))).toEqual({
      version: 2,
      width: 80,
      height: 24,
      timestamp: 7,
      title: 'T',
      env: { TERM: 'xterm-256color' },
    });
    expect(castEvent(1234.5678, 'o', '\x1b[2J行\r\n')).toBe('[1.235,"o","\\u001b[2J行\\r\\n"]\n');
  });
});
