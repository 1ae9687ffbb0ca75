import { describe, expect, it } from 'vitest';
import { loadLesson } from '../../src/course/load-lesson.js';
import { openCourseStage } from '../../src/hosts/embedded/course-stage.js';
import { filesOf, schema } from './lesson-files.js';

const DIR = '03-first-service';
const files = filesOf(DIR);

function lessonWith(...faults: readonly string[]) {
  const text = files['lesson.yaml'] ?? '';
  const list = faults.map((fault) => `\n    - ${fault}`).join('');
  const yaml = text.replace(/^world:\n/m, `world:\n  faults:${list}\n`);
  return loadLesson({ dir: `lessons/${DIR}`, files: { ...files, 'lesson.yaml': yaml } }, schema);
}

describe('the faults of a lesson', () => {
  it('are there from the start, and the learner may mend them', async () => {
    const lesson = lessonWith('node-cut svc-learn-worker2', 'link any outside --delay=10ms');
    expect(lesson.world.faults).toEqual([
      { kind: 'node-cut', node: 'svc-learn-worker2' },
      { kind: 'link', between: ['any', 'outside'], delayMs: 10 },
    ]);
    const stage = await openCourseStage(lesson, {});
    expect(stage.port.faults?.list()).toMatchObject([{ id: 1 }, { id: 2 }]);
    await stage.run('fault clear');
    expect(stage.port.faults?.list()).toEqual([]);
    stage.close();
  });

  it('are read when the lesson is, and a wrong one is named by its line', () => {
    expect(() => lessonWith('stop coredns', 'explode')).toThrow('「explode」は読み取れません');
  });
});
