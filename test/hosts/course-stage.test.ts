import { expect, test } from 'vitest';
import { loadLesson } from '../../src/course/load-lesson.js';
import { openCourseStage } from '../../src/hosts/embedded/course-stage.js';
import { filesOf, schema } from '../course/lesson-files.js';

const DIR = '04-look-inside';
const lesson = loadLesson({ dir: `lessons/${DIR}`, files: filesOf(DIR) }, schema);

test('what asks for a terminal has one when a lesson is proved, and nothing of it reaches the next command', async () => {
  const stage = await openCourseStage(lesson, {});
  const ran = await stage.run('kubectl run one --image=busybox -it --rm --restart=Never -- sh -c "test -t 0; exit $?"');
  expect(ran).toEqual({
    status: 0,
    output: [
      'All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.\n',
      "If you don't see a command prompt, try pressing enter.\n",
      "Session ended, resume using 'kubectl attach one -c one -n default -i -t' command\n",
      'pod "one" deleted from default namespace\n',
    ].join(''),
  });
  expect(await stage.run('cat; echo $?')).toEqual({ status: 0, output: '0\n' });
  stage.close();
});
