import { describe, expect, it } from 'vitest';
import { readCourse } from '../../../src/course/course.js';
import { type Scene, scriptOf } from '../../../src/demo/script.js';
import { sceneMs } from '../../../src/demo/pacing.js';
import { rehearse } from '../../../src/hosts/demo/rehearsal.js';
import { openSceneStage } from '../../../src/hosts/demo/scene-stage.js';
import { createTerminalLog } from '../../../src/hosts/tutorial/terminal-log.js';
import { lessonFiles } from '../../course/lesson-files.js';

const course = readCourse(lessonFiles());
const terminal = { columns: 100, rows: 12 };

describe('x', () => {
  it('y', async () => {
    for (const lesson of course.lessons) {
      const script = scriptOf(lesson, 'ja');
      const t = performance.now();
      const all = await rehearse({ lesson, lang: 'ja', script, terminal });
      console.log(lesson.id, performance.now() - t);
      script.forEach((scene, i) => {
        console.log(i + 1, scene.id, '|', scene.name, '|', (sceneMs(scene, all[i]!.ran) / 60000).toFixed(1), all[i]!.ran.map((r) => r.tookMs).join(), all[i]!.problems, JSON.stringify(all[i]!.start.world).length);
      });
      const again = await rehearse({ lesson, lang: 'ja', script, terminal });
      console.log(JSON.stringify(all) === JSON.stringify(again));
      for (const [i, scene] of script.entries()) {
        const next = all[i + 1];
        if (!next || scene.isTakenBack || script[i + 1]!.step !== scene.step) continue;
        const log = createTerminalLog();
        log.load(all[i]!.start.terminal);
        const stage = await openSceneStage({ lesson, lang: 'ja', terminal, log, moment: all[i]!.start, pace: { mode: 'paced', speed: 20 } });
        for (const c of scene.commands) await stage.perform(c);
        stage.conclude(scene);
        const now = JSON.stringify(stage.moment());
        console.log(scene.id, now === JSON.stringify(next.start));
        stage.close();
      }
    }
  }, 100000);
});
