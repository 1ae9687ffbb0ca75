import { join } from 'node:path';
import type { Course } from '../../course/course.js';
import type { Lesson } from '../../course/lesson.js';
import { notesText } from '../../demo/notes.js';
import { openCast, recorded } from '../../hosts/demo/cast-file.js';
import type { Demo } from '../../hosts/demo/demo.js';
import { createDemo } from '../../hosts/demo/demo-model.js';
import { forgetAddress, readAddress, writeAddress } from '../../hosts/demo/notes-file.js';
import { type NotesServer, serveNotes } from '../../hosts/demo/notes-server.js';
import { openNotesTerminal } from '../../hosts/demo/notes-terminal.js';
import { followNotes } from '../../hosts/demo/read-notes.js';
import { openProfile } from '../../hosts/terminal/profile.js';
import { takeTerminal } from '../../hosts/terminal/real-terminal.js';
import { wallTicker } from '../../hosts/tutorial/wall-ticker.js';
import { startScreen } from '../../ui/start-screen.js';
import { cliWords } from '../../words/cli.js';
import { demoWords } from '../../words/demo.js';
import type { Lang } from '../../words/sentence.js';
import { readNumber, readOptions } from '../arguments.js';
import { findLesson, loadCourse } from '../course-files.js';
import { type GuestEntrance, guestEntrance } from '../guest-entrance.js';
import { keepMemorySmall } from '../keep-memory-small.js';
import { layOutWithInk } from '../lay-out-with-ink.js';
import { CommandFailure, UsageError } from '../usage-error.js';
import { checkDemo } from './check-demo.js';

/** `svc-learn demo [LESSON]`: instructor mode; `--notes` in a second terminal, `--check` without a screen. */
export async function demo(args: readonly string[], lang: Lang): Promise<number> {
  const { values, positionals } = readOptions(
    args,
    {
      notes: { type: 'boolean' },
      check: { type: 'boolean' },
      record: { type: 'string' },
      serve: { type: 'boolean' },
      port: { type: 'string' },
    },
    lang,
    1,
  );
  const port = readNumber('port', values.port, { lang, min: 0, max: 65_535 }) ?? 0;
  const look = { ascii: values.ascii === true, colour: !process.env['NO_COLOR'] };
  const addressFile = join(openProfile().folder, 'demo.json');
  if (values.notes === true) return showNotes(addressFile, { lang, ...look });
  const course = loadCourse();
  const asked = positionals[0];
  if (values.check === true) {
    const lessons = asked === undefined ? course.lessons : [findLesson(course, asked, lang)];
    return checkDemo(lessons, lang);
  }
  const lesson = asked === undefined ? course.lessons[0] : findLesson(course, asked, lang);
  if (lesson === undefined) throw new UsageError(cliWords.noSuchLesson[lang](asked ?? ''));
  if (!process.stdin.isTTY || !process.stdout.isTTY || values.plain === true)
    throw new UsageError(demoWords.noTerminal[lang]());
  const cast = values.record === undefined ? undefined : castOf(values.record, lang);
  const kubeconfig = join(openProfile().folder, 'kubeconfig');
  const guests = values.serve === true ? guestEntrance({ lang, port, kubeconfig }) : undefined;
  return play({ course, lesson, lang, addressFile, ...look, ...(cast ? { cast } : {}), ...(guests ? { guests } : {}) });
}

interface Play {
  readonly course: Course;
  readonly lesson: Lesson;
  readonly lang: Lang;
  readonly addressFile: string;
  readonly ascii: boolean;
  readonly colour: boolean;
  readonly cast?: { readonly file: number; readonly path: string };
  readonly guests?: GuestEntrance;
}

async function play({ course, lesson, lang, addressFile, cast, guests, ...look }: Play): Promise<number> {
  keepMemorySmall();
  let leave = () => {};
  const real = takeTerminal(() => leave());
  const model: Demo = createDemo({
    course,
    lesson,
    lang,
    ticker: wallTicker,
    terminal: { columns: 80, rows: 24 },
    quit: () => leave(),
  });
  const failed = (why: string) => model.complain(demoWords.recordFailed[lang](cast?.path ?? '', why));
  const title = (lesson.prose[lang] ?? lesson.prose.ja)?.title.text ?? lesson.id;
  const terminal =
    cast === undefined ? real : recorded(real, cast.file, { title, now: () => performance.now(), failed });
  const screen = startScreen({ model, terminal, ticker: wallTicker, lang, ...look });
  let notes: NotesServer | undefined;
  leave = () => {
    guests?.close();
    if (notes) forgetAddress(addressFile, notes.address);
    screen.stop();
    real.exit(0);
  };
  void guests?.open(model);
  void layOutWithInk(screen);
  notes = await openNotes(model, addressFile, lang);
  return new Promise(() => {});
}

/** The demo goes on without a second terminal where none can be. */
async function openNotes(model: Demo, addressFile: string, lang: Lang): Promise<NotesServer | undefined> {
  try {
    const server = await serveNotes({
      notes: model.notes,
      readersChanged: (readers) => model.showNotesElsewhere(readers > 0),
    });
    model.subscribe(server.publish);
    writeAddress(addressFile, server.address);
    return server;
  } catch (error) {
    model.complain(demoWords.notesUnkept[lang](addressFile, (error as NodeJS.ErrnoException).code ?? String(error)));
    return undefined;
  }
}

function castOf(path: string, lang: Lang): { readonly file: number; readonly path: string } {
  try {
    const file = openCast(path);
    if (file === 'exists') throw new CommandFailure(demoWords.recordExists[lang](path));
    return { file, path };
  } catch (cause) {
    if (cause instanceof CommandFailure) throw cause;
    const why = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw new CommandFailure(cliWords.cannotWrite[lang](path, why), { cause });
  }
}

interface NotesLook {
  readonly lang: Lang;
  readonly ascii: boolean;
  readonly colour: boolean;
}

async function showNotes(addressFile: string, { lang, ...look }: NotesLook): Promise<number> {
  const address = readAddress(addressFile);
  if (address === undefined) throw new CommandFailure(demoWords.notesNoDemo[lang](addressFile));
  const isScreen = process.stdin.isTTY && process.stdout.isTTY;
  const pages = isScreen ? openPages(lang, look) : undefined;
  const end = await followNotes(address, (state) => {
    if (pages) pages.show(state);
    else process.stdout.write(notesText(state, lang));
  });
  pages?.stop();
  if (end === 'gone') throw new CommandFailure(demoWords.notesNoDemo[lang](addressFile));
  if (end === 'refused') throw new CommandFailure(demoWords.notesRefused[lang](addressFile));
  process.stdout.write(`${demoWords.notesOver[lang]()}\n`);
  return 0;
}

function openPages(lang: Lang, look: Omit<NotesLook, 'lang'>) {
  const leave = () => {
    pages.stop();
    terminal.exit(0);
  };
  const terminal = takeTerminal(leave);
  const pages = openNotesTerminal(terminal, { lang, ...look, now: () => performance.now(), leave });
  return {
    show: pages.show,
    stop() {
      pages.stop();
      terminal.release();
    },
  };
}
