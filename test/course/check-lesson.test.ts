import { describe, expect, it } from 'vitest';
import { checkLesson } from '../../src/course/check-lesson.js';
import { loadLesson } from '../../src/course/load-lesson.js';
import { UserError } from '../../src/course/user-error.js';
import { openCourseStage } from '../../src/hosts/embedded/course-stage.js';
import { filesOf, schema } from './lesson-files.js';

const DIR = '03-first-service';
const files = filesOf(DIR);

interface Spoiled {
  readonly file: 'lesson.yaml' | 'ja.md' | 'en.md';
  readonly from: string;
  readonly to: string;
}

/** What `check` says of a copy of the lesson in which one text was replaced. */
async function problemsOf({ file, from, to }: Spoiled): Promise<readonly string[]> {
  const text = files[file] ?? '';
  if (!text.includes(from)) throw new Error(`the lesson no longer says ${from}`);
  try {
    const source = { dir: `lessons/${DIR}`, files: { ...files, [file]: text.replace(from, to) } };
    return (await checkLesson(loadLesson(source, schema), openCourseStage)).map(
      ({ file, line, what }) => `${file}:${line}: ${what}`,
    );
  } catch (error) {
    if (error instanceof UserError) return [error.message];
    throw error;
  }
}

function lineOf(file: Spoiled['file'], text: string): number {
  return (files[file] ?? '').split('\n').findIndex((line) => line.includes(text)) + 1;
}

describe('a lesson is not proved', () => {
  it('when a command of a solution does not work', async () => {
    const problems = await problemsOf({
      file: 'lesson.yaml',
      from: '- kubectl rollout status deployment/my-app',
      to: '- kubectl rollout statsu deployment/my-app',
    });
    expect(problems.join('\n')).toMatch(
      /^lessons\/03-first-service\/lesson\.yaml:\d+: コマンドが失敗します: kubectl rollout statsu/m,
    );
  });

  it('when a solution does not reach its goal', async () => {
    const problems = await problemsOf({
      file: 'lesson.yaml',
      from: 'targetPort: 8080  # Pod',
      to: 'targetPort: 8081  # Pod',
    });
    expect(problems.join('\n')).toMatch(
      new RegExp(
        `lesson\\.yaml:${lineOf('lesson.yaml', 'id: reached')}: 解答例を実行しても、ゴール「reached」が満たされません`,
      ),
    );
  });

  it('when a solution is no shell text at all', async () => {
    const problems = await problemsOf({
      file: 'lesson.yaml',
      from: '- kubectl rollout status deployment/my-app',
      to: "- 'kubectl rollout status \"deployment'",
    });
    expect(problems.join('\n')).toContain('コマンドが失敗します: kubectl rollout status "deployment');
  });

  it('when the message of a wrong answer has another id', async () => {
    const line = lineOf('ja.md', '- ports-swapped:');
    const problems = await problemsOf({ file: 'ja.md', from: '- ports-swapped:', to: '- ports-swaped:' });
    expect(problems).toContain(`lessons/${DIR}/ja.md:${line}: 「ports-swaped」はlesson.yamlにありません`);
    expect(problems.some((problem) => problem.includes('「ports-swapped」'))).toBe(true);
  });

  it('when a wrong answer is not recognised by its when', async () => {
    const problems = await problemsOf({
      file: 'lesson.yaml',
      from: 'spec: { ports: [{ port: 8080 }] }',
      to: 'spec: { ports: [{ port: 8888 }] }',
    });
    expect(problems).toEqual([
      `lessons/${DIR}/lesson.yaml:${lineOf('lesson.yaml', 'spec: { ports: [{ port: 8080 }] }')}: まちがい「ports-swapped」を行っても、whenの条件で見つかりません`,
    ]);
  });

  it('when a wrong answer is right', async () => {
    const problems = await problemsOf({
      file: 'lesson.yaml',
      from: 's/app:.*/app: my-service/; s/ port:.*/ port: 80/',
      to: 's/app:.*/app: my-app/; s/ port:.*/ port: 80/',
    });
    expect(problems[0]).toContain('まちがい「wrong-label」で、ゴール「reached」が満たされてしまいます');
  });

  it('when the last hint names a command that is not in the solution', async () => {
    const line = lineOf('ja.md', '3. `kubectl delete pods -l app=my-app`のあと');
    const problems = await problemsOf({
      file: 'ja.md',
      from: '3. `kubectl delete pods -l app=my-app`のあと',
      to: '3. `kubectl delete pod -l app=my-app`のあと',
    });
    expect(problems).toContain(
      `lessons/${DIR}/ja.md:${line}: 最後のヒントの「kubectl delete pod -l app=my-app」は、解答例にありません`,
    );
  });

  it('when a word in code is mistyped', async () => {
    const line = lineOf('ja.md', '1. `selector`には');
    const problems = await problemsOf({ file: 'ja.md', from: '1. `selector`には', to: '1. `selectors`には' });
    expect(problems).toEqual([
      `lessons/${DIR}/ja.md:${line}: コードの中の「selectors」は、レッスンのファイルにも出力にも現れません`,
    ]);
  });

  it('when a shown output is not what is printed', async () => {
    const shown = '```console\n$ kubectl get service my-service\n```';
    const spoiled = '```console\n$ kubectl get service my-service -o name\nservice/my-servic\n```';
    const problems = await problemsOf({ file: 'ja.md', from: shown, to: spoiled });
    expect(problems).toEqual([
      `lessons/${DIR}/ja.md:${lineOf('ja.md', '$ kubectl get service my-service')}: 書かれている出力が実際と違います: kubectl get service my-service -o name\n    実際: service/my-service`,
    ]);
  });

  it('when the English text shows an output that is not what is printed', async () => {
    const shown = '```console\n$ kubectl get service my-service\n```';
    const spoiled = '```console\n$ kubectl get service my-service -o name\nservice/my-servic\n```';
    const problems = await problemsOf({ file: 'en.md', from: shown, to: spoiled });
    expect(problems).toEqual([
      `lessons/${DIR}/en.md:${lineOf('en.md', '$ kubectl get service my-service')}: 書かれている出力が実際と違います: kubectl get service my-service -o name\n    実際: service/my-service`,
    ]);
  });

  it('when a prediction has another choice', async () => {
    const problems = await problemsOf({
      file: 'lesson.yaml',
      from: 'choices: [reply, refused, unresolved]',
      to: 'choices: [reply, refused, resolved]',
    });
    expect(problems.some((problem) => problem.includes('「unresolved」はlesson.yamlにありません'))).toBe(true);
    expect(problems.some((problem) => problem.includes('予想の結果が選択肢にありません(実際: unresolved)'))).toBe(true);
  });

  it('when the quiz has another id or its right answer is no option', async () => {
    expect(
      (await problemsOf({ file: 'lesson.yaml', from: 'id: what-to-write', to: 'id: what-to-rite' })).join('\n'),
    ).toContain('「what-to-rite」');
    const problems = await problemsOf({ file: 'lesson.yaml', from: 'right: same', to: 'right: samee' });
    expect(problems).toEqual([
      `lessons/${DIR}/lesson.yaml:${lineOf('lesson.yaml', 'right: same')}: 「samee」という選択肢はありません`,
    ]);
  });

  it('when a goal is met before anything was done', async () => {
    const problems = await problemsOf({
      file: 'lesson.yaml',
      from: 'traffic: { from: pod/client, to: "http://my-service", count: 30, expect: { outcome: reply, status: 200, pods: 3 } }',
      to: 'object: { apiVersion: v1, kind: Pod, metadata: { name: client } }',
    });
    expect(problems[0]).toContain('ゴール「reached」は、始まったときにもう満たされています');
  });
});

describe('a lesson is refused', () => {
  it.each<[string, Spoiled, string]>([
    ['broken YAML', { file: 'lesson.yaml', from: 'steps:', to: 'steps: ]' }, 'lesson.yaml:'],
    ['an unknown field', { file: 'lesson.yaml', from: 'minutes: 10', to: 'minuts: 10' }, 'lesson.yaml:'],
    [
      'a missing file',
      { file: 'lesson.yaml', from: 'files: [service.yaml]', to: 'files: [servis.yaml]' },
      'files/servis.yaml',
    ],
    [
      'a missing manifest',
      { file: 'lesson.yaml', from: 'world/my-app.yaml', to: 'world/none.yaml' },
      'world/none.yaml',
    ],
    ['an unknown heading', { file: 'ja.md', from: '### 観察', to: '### 考察' }, '「考察」'],
  ])('with file and line for %s', async (_, spoiled, words) => {
    const [problem = ''] = await problemsOf(spoiled);
    expect(problem).toMatch(/^lessons\/03-first-service\/(lesson\.yaml|ja\.md):\d+: /);
    expect(problem).toContain(words);
    const line = Number(/:(\d+):/.exec(problem)?.[1]);
    expect(Math.abs(line - lineOf(spoiled.file, spoiled.from))).toBeLessThanOrEqual(
      spoiled.from === 'minutes: 10' ? 4 : 1,
    );
  });

  it('when it has no lesson.yaml', () => {
    expect(() => loadLesson({ dir: 'lessons/x', files: {} }, schema)).toThrow('lessons/x/lesson.yaml:1: ');
  });
});
