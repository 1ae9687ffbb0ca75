import type { Program } from '../../../sh/program.js';

/** `dumb-init -- COMMAND`: becomes the command behind it. */
export const dumbInit: Program = {
  start: () => undefined,
  step(_, sys) {
    const argv = sys.argv.slice(1).filter((word, at) => at > 0 || word !== '--');
    if (sys.exec({ argv })) return undefined;
    sys.write(2, `[dumb-init] ${argv[0] ?? ''}: No such file or directory\n`);
    return 127;
  },
};
