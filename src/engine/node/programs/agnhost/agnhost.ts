import type { ProcessInfo, Program, Sys } from '../../../../sh/program.js';
import { pause } from '../pause.js';
import { connect } from './connect.js';
import { grpcHealthChecking } from './grpc-health-checking.js';
import { netexec } from './netexec.js';
import { porter } from './porter.js';
import { serveHostname } from './serve-hostname.js';

type AgnhostFrame = { readonly command: string; readonly frame: unknown };

const COMMANDS: Readonly<Record<string, Program>> = {
  netexec,
  'serve-hostname': serveHostname,
  connect,
  porter,
  'grpc-health-checking': grpcHealthChecking,
  pause: { ...pause, step: (frame, sys) => (frame === undefined ? 0 : pause.step(frame, sys)) },
};

/** The e2e tests' image: its first argument says what it does. */
export const agnhost: Program<AgnhostFrame> = {
  handles: ['TERM', 'INT'],
  start(process: ProcessInfo) {
    const command = process.argv[1] ?? 'pause';
    return { command, frame: COMMANDS[command]?.start(process) };
  },
  step(frame, sys: Sys) {
    const { command, frame: inner } = frame;
    const program = COMMANDS[command];
    if (program === undefined) {
      sys.write(2, `Error: unknown command "${command}" for "app"\nRun 'app --help' for usage.\n`);
      return 1;
    }
    return program.step(inner, sys);
  },
};
