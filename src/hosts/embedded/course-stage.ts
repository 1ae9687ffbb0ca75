import type { OpenStage } from '../../course/stage.js';
import { createStage } from './stage.js';
import { asLearnerTypes } from './typed.js';

/** Opens a lesson's world in jump mode, to prove the lesson. */
export const openCourseStage: OpenStage = async (lesson, commands) => {
  let output = '';
  const stage = createStage({
    pace: { mode: 'jump' },
    seed: 1,
    manifests: lesson.world.manifests.map(({ text }) => text),
    faults: lesson.world.faults,
    network: lesson.world.network,
    home: lesson.files,
    commands,
    terminal: { columns: 120, rows: 36 },
    output: (text) => {
      output += text;
    },
  });
  await stage.terminal.settled();
  return {
    port: stage.port,
    async run(text) {
      output = '';
      stage.terminal.type(asLearnerTypes(text));
      await stage.terminal.settled();
      await stage.port.world?.settle();
      return { status: stage.terminal.status(), output };
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
