// What a key means while a page lies over the panes.
import { type MapStep, moved, pointedLesson } from '../course-map/course-map-state.js';
import { chordOf, type Key } from '../keys/key.js';
import { actsIntents } from './acts-keys.js';
import { frameColumns, frameRows } from './pane.js';
import type { Intent, KeyContext } from './screen-keys.js';
import type { Overlay } from './ui-state.js';

export function overlayIntents(key: Key, overlay: Overlay, context: KeyContext): readonly Intent[] {
  const close: Intent = { type: 'overlay', overlay: undefined };
  const chord = chordOf(key);
  if (chord === 'escape' || chord === 'ctrl+c' || chord === 'ctrl+g') {
    return [close];
  }
  switch (overlay.type) {
    case 'help':
      return helpIntents(key, overlay, context.page);
    case 'course':
      return courseIntents(key, overlay, context);
    case 'acts':
      return actsIntents(key, overlay, context.snapshot.acts);
    case 'solution':
      return chord === 'enter' ? [close, { type: 'play-solution' }] : [close];
  }
}

function helpIntents(
  key: Key,
  overlay: Extract<Overlay, { type: 'help' }>,
  { start, rows, height }: KeyContext['page'],
): readonly Intent[] {
  const page = Math.max(1, height - 1);
  const chord = key.type === 'text' && key.text.normalize('NFKC') === ' ' ? 'pagedown' : (chordOf(key) ?? '');
  const step = { up: -1, down: 1, pageup: -page, pagedown: page, home: -rows, end: rows }[chord];
  const to = Math.max(0, Math.min(start + (step ?? 0), rows - height));
  return [{ type: 'overlay', overlay: step === undefined ? undefined : { ...overlay, scroll: to } }];
}

function courseIntents(
  key: Key,
  overlay: Extract<Overlay, { type: 'course' }>,
  { snapshot: { course }, ui }: KeyContext,
): readonly Intent[] {
  const search = (query: string): readonly Intent[] => [
    { type: 'overlay', overlay: { type: 'course', query, selected: 0 } },
  ];
  if (key.type === 'text') {
    return search(overlay.query + key.text);
  }
  const chord = chordOf(key);
  switch (chord) {
    case 'backspace':
      return search(Array.from(overlay.query).slice(0, -1).join(''));
    case 'up':
    case 'down':
    case 'left':
    case 'right': {
      const size = { width: ui.columns - frameColumns, height: ui.rows - barRows - frameRows };
      return [{ type: 'overlay', overlay: { ...overlay, ...moved(course, overlay, chord satisfies MapStep, size) } }];
    }
    case 'enter': {
      const lesson = pointedLesson(course, overlay);
      if (lesson?.isOpen === false) {
        return [{ type: 'lesson-closed' }];
      }
      const close: Intent = { type: 'overlay', overlay: undefined };
      return lesson === undefined ? [] : [close, { type: 'open-lesson', id: lesson.id }];
    }
    case 'f4':
      return [{ type: 'overlay', overlay: undefined }];
    default:
      return [];
  }
}

/** The lines above and below a page. */
const barRows = 2;
