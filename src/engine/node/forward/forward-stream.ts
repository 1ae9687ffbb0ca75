import type { Program, Sys } from '../../../sh/program.js';
import { doorError, type PodDoor } from './pod-door.js';

interface Frame {
  far?: number;
  isOpen?: true;
  /** When the client is taken to have heard all, after its last word. */
  until?: number;
}

/**
 * The kubelet's side of one forwarded connection, `port-forward-stream NODE NAMESPACE/POD UID PORT`: standard input goes into the
 * Pod, standard output is what comes back, standard error why it failed.
 */
export function forwardStream(door: PodDoor): Program {
  const program: Program<Frame> = {
    start: () => ({}),
    step(frame, sys) {
      const [, node = '', pod = '', uid = '', port = ''] = sys.argv;
      const target = { node, pod, uid, port: Number(port) };
      const found = frame.far ?? door.open(sys, target);
      if (found === 'silent') return undefined;
      if (found === 'gone') return failed(sys, doorError(target, 'gone'));
      frame.far = found;
      const state = sys.net.state(found);
      if (state === 'connecting') return undefined;
      if (state !== 'open' && !frame.isOpen) return failed(sys, doorError(target, 'refused'));
      frame.isOpen = true;
      const ended = carry(frame, found, sys);
      if (ended !== 'reset') return ended === undefined ? undefined : 0;
      return failed(sys, doorError(target, 'reset', sys.net.ends(found)?.local.port));
    },
  };
  return program as Program;
}

function failed(sys: Sys, message: string): number {
  sys.write(2, message);
  return 1;
}

/** How long an answer may take to begin, or to go on, after the client's last word: no connection here is half closed. */
const LAST_WORD_MS = 1000;

function carry(frame: Frame, far: number, sys: Sys): 'over' | 'reset' | undefined {
  for (;;) {
    const text = sys.read(0);
    if (typeof text === 'string') sys.net.send(far, text);
    const back = sys.net.receive(far);
    if (typeof back === 'string') sys.write(1, back);
    if (back === null) return sys.net.state(far) === 'reset' ? 'reset' : 'over';
    if (text === null && (back !== undefined || frame.until === undefined)) frame.until = sys.now() + LAST_WORD_MS;
    if (typeof text === 'string' || back !== undefined) continue;
    return frame.until !== undefined && sys.sleepUntil(frame.until) ? 'over' : undefined;
  }
}
