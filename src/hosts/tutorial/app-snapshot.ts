import type { CourseOutline } from '../../course/course.js';
import type { Lesson } from '../../course/lesson.js';
import { numberOf } from '../../course/lesson-named.js';
import type { Progress } from '../../course/progress.js';
import type { RunState } from '../../course/run-state.js';
import type { AppSnapshot, HeaderData } from '../../ui/app-model.js';
import { courseData } from '../../ui/model/course-data.js';
import { lessonData } from '../../ui/model/lesson-data.js';
import type { Memo } from '../../ui/screen/memo.js';
import type { Lang } from '../../words/sentence.js';

/** What the screen shows of a tutorial, beside the parts that are ready as they are. */
interface Shown
  extends Pick<AppSnapshot, 'cluster' | 'terminal' | 'tabs' | 'editor' | 'pager' | 'request' | 'isBusy' | 'acts'> {
  readonly lang: Lang;
  readonly course: CourseOutline;
  readonly lesson: Lesson;
  readonly run: RunState;
  readonly progress: Progress;
  readonly elapsedMs: number;
  readonly saved: HeaderData['saved'];
  readonly lastChange: string | undefined;
}

/** Parts that are made from the same things as last time are made once: while a learner reads, a snapshot a second is looked at. */
export function appSnapshot(shown: Shown, memo: Memo): AppSnapshot {
  const { lang, course, lesson, run, progress, cluster, terminal, tabs, editor, pager, request, isBusy, acts } = shown;
  return {
    header: header(shown),
    lesson: memo('lesson', [lesson, run, lang], () => lessonData(lesson, run, lang)),
    cluster,
    terminal,
    tabs,
    editor,
    pager,
    course: memo('course', [course, progress, lesson, lang], () => courseData(course, progress, lesson.id, lang)),
    request,
    isBusy,
    acts,
  };
}

function header({ lang, course, lesson, run, elapsedMs, saved, lastChange }: Shown): HeaderData {
  const chapter = course.chapters.find(({ lessons }) => lessons.some((dir) => `lessons/${dir}` === lesson.origin.dir));
  const steps = lesson.steps.length;
  const number = numberOf(lesson);
  return {
    // `第1章 なぜ…` names itself by its first word in the line above the panes.
    chapter: /^(第\d+章|Chapter \d+)/.exec(chapter?.title[lang] ?? '')?.[0] ?? '',
    ...(number === undefined ? {} : { number }),
    title: (lesson.prose[lang] ?? lesson.prose.ja)?.title.text ?? lesson.id,
    step: Math.min(run.step + 1, steps),
    steps,
    isEnd: run.step >= steps,
    clockText: clockText(elapsedMs),
    speed: 1,
    saved,
    lastChange,
  };
}

function clockText(elapsedMs: number): string {
  const seconds = Math.floor(elapsedMs / 1000);
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  return `${hours > 0 ? `${hours}:` : ''}${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
