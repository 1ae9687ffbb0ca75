import type { Program, Sys } from '../../../../sh/program.js';
import type { CorednsFrame, CorednsWorld } from './coredns-frame.js';
import { CorefileError } from './corefile.js';
import { tellSums } from './error-log.js';
import { listen } from './listeners.js';
import { answerQuestions } from './questions.js';
import { checkCorefile, configurationOf, runningConfiguration } from './reload.js';
import { answerChecks } from './status-pages.js';

/** CoreDNS with the plugins of its Corefile. */
export function createCoredns(world: CorednsWorld): Program {
  const program: Program<CorednsFrame> = {
    handles: ['TERM', 'INT'],
    start: ({ argv }) => newFrame(argv),
    step(frame, sys) {
      if (frame.listeners.length === 0 && !begin(frame, sys)) return 1;
      const ended = end(frame, sys);
      if (ended) return 0;
      checkCorefile(frame, sys);
      if (frame.listeners.length === 0) return 1;
      const fate = answerQuestions(frame, sys, world);
      tellSums(frame, sys);
      answerChecks(frame, sys);
      return fate;
    },
  };
  return program as Program;
}

function newFrame(argv: readonly string[]): CorednsFrame {
  const at = argv.findIndex((word) => word === '-conf' || word === '--conf');
  const path = at < 0 ? 'Corefile' : (argv[at + 1] ?? 'Corefile');
  const lists = { servers: [], listeners: [], asked: [], waiting: [], fetched: [] };
  return { path, text: '', seen: '', ...lists, cache: {}, counts: {} };
}

function begin(frame: CorednsFrame, sys: Sys): boolean {
  const text = sys.files.stat(frame.path)?.type === 'file' ? sys.files.read(frame.path) : undefined;
  try {
    if (text === undefined) throw new CorefileError(`open ${frame.path}: no such file or directory`);
    frame.servers = configurationOf(text, frame.path);
  } catch (error) {
    if (!(error instanceof CorefileError)) throw error;
    sys.write(2, `${error.message}\n`);
    return false;
  }
  Object.assign(frame, { text, seen: text });
  if (!listen(frame, sys)) return false;
  const zones = frame.servers.map(({ zone, port }) => `${zone}:${port}\n`).join('');
  sys.write(1, zones);
  runningConfiguration(frame, sys);
  sys.write(1, 'CoreDNS-1.14.7\nlinux/amd64, go1.26.0\n');
  return true;
}

/** After SIGTERM it answers on until the lameduck time is over. */
function end(frame: CorednsFrame, sys: Sys): boolean {
  if (sys.takeSignal() !== undefined && frame.endsAt === undefined) {
    sys.write(1, '[INFO] SIGTERM: Shutting down servers then terminating\n');
    const lameduck = Math.max(0, ...frame.servers.map(({ plugins }) => plugins.health?.lameduckMs ?? 0));
    if (lameduck > 0) sys.write(1, `[INFO] plugin/health: Going into lameduck mode for ${lameduck / 1000}s\n`);
    frame.endsAt = sys.now() + lameduck;
  }
  return frame.endsAt !== undefined && sys.sleepUntil(frame.endsAt);
}
