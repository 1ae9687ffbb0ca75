import type { OpenStage } from '../../course/stage.js';
import { asTyped } from '../../shell/statements.js';
import { createStage } from './stage.js';

/** Opens a lesson's world in jump mode, to prove the lesson. */
export const openCourseStage: OpenStage = async (lesson, commands) => {
  let output = '';
  const stage = createStage({
    pace: { mode: 'jump' },
    seed: 1,
    manifests: lesson.world.manifests.map(({ text }) => text),
    faults: lesson.world.faults,
    home: lesson.files,
    commands,
    terminal: { columns: 120, rows: 36 },
    output: (text) => {
      output += text;
    },
  });
  await stage.session.settled();
  return {
    port: stage.port,
    async run(text) {
      output = '';
      stage.session.type(ASKS_FOR_TERMINAL.test(text) ? `${text}\n` : asTyped(text));
      await stage.session.settled();
      await stage.port.world?.settle();
      return { status: stage.session.status(), output };
    },
    snapshot: () => ({ world: stage.port.world?.snapshot(), session: stage.session.snapshot() }),
    restore(snapshot) {
      const { world, session } = snapshot as { readonly world: unknown; readonly session: unknown };
      stage.port.world?.restore(world);
      stage.session.restore(session);
    },
    close: stage.close,
  };
};

/** `kubectl exec -it`, `run -it`: these behave as learners see them only when their input is the terminal. */
const ASKS_FOR_TERMINAL = /\bkubectl\b[^\n]* (?:-it|-ti|-t|--tty)\b/;
