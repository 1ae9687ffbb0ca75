import { describe, expect, it } from 'vitest';
import { readCourse } from '../../../src/course/course.js';
import { scriptOf } from '../../../src/demo/script.js';
import { rehearse } from '../../../src/hosts/demo/rehearsal.js';
import { openSceneStage, type SceneMoment } from '../../../src/hosts/demo/scene-stage.js';
import { createTerminalLog } from '../../../src/hosts/tutorial/terminal-log.js';
import { lessonFiles } from '../../course/lesson-files.js';

const LESSON = '03-first-service/lesson.yaml';
const terminal = { columns: 100, rows: 12 };

function lessonOf(change = (yaml: string) => yaml) {
  const files = lessonFiles();
  const course = readCourse({ ...files, [LESSON]: change(files[LESSON] ?? '') });
  const lesson = course.lessons.find(({ id }) => id === 'first-service');
  if (lesson === undefined) throw new Error('no lesson');
  return lesson;
}

const lesson = lessonOf();
const script = scriptOf(lesson, 'ja');
const all = await rehearse({ lesson, lang: 'ja', script, terminal });

/** What the cluster holds under that resource, as text. */
function stored(moment: SceneMoment | undefined, word: string): boolean {
  return JSON.stringify(moment?.world).includes(word);
}

describe('a rehearsal', () => {
  it('can show every scene of the lesson', () => {
    expect(all.map(({ problems }, index) => ({ scene: script[index]?.id, problems }))).toEqual(
      script.map(({ id }) => ({ scene: id, problems: [] })),
    );
  });

  it('gives the same bytes again', async () => {
    const again = await rehearse({ lesson, lang: 'ja', script: script.slice(0, 7), terminal });
    expect(JSON.stringify(again)).toBe(JSON.stringify(all.slice(0, 7)));
  });

  it('takes a mistake back, and keeps what was shown', () => {
    const at = script.findIndex(({ id }) => id === 'write/wrong/wrong-label');
    const [before, after] = [all[at]?.start, all[at + 1]?.start];
    expect(JSON.stringify(after?.world)).toBe(JSON.stringify(before?.world));
    expect(JSON.stringify(after?.session)).toBe(JSON.stringify(before?.session));
    expect(stored(after, '"name":"my-service","namespace"')).toBe(false);
    expect(after?.terminal.join('')).toContain('service/my-service created');
    expect(after?.terminal.join('')).toContain('このシーンの初めの状態に戻しました');
  });

  it('is what the class sees at any pace, byte for byte', async () => {
    for (const id of ['write/situation', 'write/predict', 'come-and-go/situation']) {
      const at = script.findIndex((scene) => scene.id === id);
      const scene = script[at];
      if (scene === undefined) throw new Error(`no scene ${id}`);
      const moment = all[at]?.start;
      const log = createTerminalLog();
      log.load(moment?.terminal ?? []);
      const pace = () => ({ mode: 'paced', speed: 30 }) as const;
      const stage = await openSceneStage({ lesson, lang: 'ja', terminal, log, moment, pace });
      for (const command of scene.commands) await stage.perform(command, () => stage.say(scene));
      stage.conclude(scene);
      expect(JSON.stringify(stage.moment())).toBe(JSON.stringify(all[at + 1]?.start));
      stage.close();
    }
  });

  it('tells why a scene cannot be shown', async () => {
    const broken = lessonOf((yaml) =>
      yaml
        .replace('targetPort: 8080  # Pod', 'targetPort: 8081  # Pod')
        .replace(
          'when: { object: { apiVersion: v1, kind: Service, metadata: { name: my-service }, spec: { ports: [{ port: 8080 }] } } }',
          'when: { absent: service/my-service }',
        )
        .replace('- kubectl describe service my-service\n', '- kubectl-describe service my-service\n'),
    );
    const scenes = scriptOf(broken, 'en').slice(0, 6);
    const told = await rehearse({ lesson: broken, lang: 'en', script: scenes, terminal });
    expect(told[3]?.problems).toEqual(['mistake "ports-swapped" is not recognised']);
    expect(told.at(-1)?.problems).toEqual([
      'the command fails: kubectl-describe service my-service\n      bash: kubectl-describe: command not found',
      'goal "reached" is not met (now: it was refused)',
    ]);
  });
});
