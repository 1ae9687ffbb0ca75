import { describe, expect, it } from 'vitest';
import { checkLesson } from '../src/course/check-lesson.js';
import { readCourse } from '../src/course/course.js';
import { openCourseStage } from '../src/hosts/embedded/course-stage.js';
import { lessonFiles } from './course/lesson-files.js';

describe('every lesson of the course', () => {
  const { lessons } = readCourse(lessonFiles());

  it.each(lessons.map((lesson) => [lesson.id, lesson] as const))(
    '%s proves itself: its solutions, wrong answers, hints and screens',
    async (_, lesson) => {
      expect(await checkLesson(lesson, openCourseStage)).toEqual([]);
    },
  );
});
