import { expect, test } from 'vitest';
import { loadLesson } from '../../src/course/load-lesson.js';
import { readingList } from '../../src/course/reading.js';
import { filesOf, schema } from './lesson-files.js';

const lesson = (dir: string) => loadLesson({ dir: `lessons/${dir}`, files: filesOf(dir) }, schema);

test('the reading list has the page of the lesson, the page on Services and two tutorials', () => {
  expect(readingList(lesson('04-look-inside'), 'ja')).toBe(`このレッスンの公式ページ
  https://kubernetes.io/ja/docs/tasks/debug/debug-application/debug-service/
Kubernetes Service公式ドキュメント
  https://kubernetes.io/ja/docs/concepts/services-networking/service/
Kubernetes Service入門(英語)
  https://thenewstack.io/kubernetes-services-for-beginners/
Kubernetes Serviceチュートリアル(動画)
  https://www.youtube.com/watch?v=1oPHYtQnwz4
`);
});

test('in English the official pages are the English ones, and no page is listed twice', () => {
  expect(readingList(lesson('03-first-service'), 'en')).toBe(`The official page of this lesson
  https://kubernetes.io/docs/concepts/services-networking/service/
Kubernetes Services for beginners
  https://thenewstack.io/kubernetes-services-for-beginners/
A tutorial on Services (video)
  https://www.youtube.com/watch?v=1oPHYtQnwz4
`);
});
