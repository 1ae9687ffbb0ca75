import type { Evaluator, Progress } from './evaluator.js';
import type { SubstitutionFrame, WaitFrame } from './state.js';

/** Waits for the processes of a command. */
export function runWait(shell: Evaluator, frame: WaitFrame): Progress {
  for (const [index, pid] of frame.pids.entries()) {
    if (frame.codes[index] !== -1) continue;
    const code = shell.sys.wait(pid);
    if (code === undefined) return false;
    frame.codes[index] = code;
  }
  const { codes, negate, tested } = frame;
  const last = codes.at(-1) ?? 0;
  const code = shell.state.options['pipefail'] ? (codes.findLast((each) => each !== 0) ?? 0) : last;
  shell.pop();
  shell.finish(negate ? Number(code === 0) : code, tested || negate);
  return true;
}

/** Collects the output of `$( )`. */
export function runSubstitution(shell: Evaluator, frame: SubstitutionFrame): Progress {
  while (!frame.ended) {
    const text = shell.sys.read(frame.fd);
    if (text === undefined) return false;
    if (text === null) frame.ended = true;
    else frame.text += text;
  }
  const code = shell.sys.wait(frame.pid);
  if (code === undefined) return false;
  shell.pop();
  shell.state.status = code;
  const below = shell.state.stack.at(-1);
  if (below && 'log' in below) below.log.push(frame.text.replace(/\n+$/, ''));
  return true;
}
