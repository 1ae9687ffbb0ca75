import type { Sys } from '../program.js';
import { signalNamed, signalNumbers } from '../signals.js';

/** `kill [-SIGNAL] PID...`: tells each failure; returns the exit code. */
export function killProcesses(args: readonly string[], sys: Sys, tell: (message: string) => void): number {
  const rest = [...args];
  let signal: ReturnType<typeof signalNamed> | '0' = 'TERM';
  const [first = ''] = rest;
  if (first === '-l') {
    sys.write(1, `${Object.keys(signalNumbers).join(' ')}\n`);
    return 0;
  }
  if (/^-(s|n)$/.test(first)) {
    signal = signalNamed(rest[1] ?? '');
    rest.splice(0, 2);
  } else if (/^-./.test(first) && first !== '--') {
    signal = first === '-0' ? '0' : signalNamed(first.slice(1));
    rest.shift();
  }
  if (rest[0] === '--') rest.shift();
  if (signal === undefined) {
    tell(`${first.replace(/^-/, '')}: invalid signal specification`);
    return 1;
  }
  let code = 0;
  for (const word of rest) {
    const pid = Number(word);
    const exists = sys.processes().some((process) => process.pid === Math.abs(pid));
    if (signal === '0' ? exists : Number.isInteger(pid) && pid !== 0 && sys.kill(pid, signal)) continue;
    tell(Number.isInteger(pid) ? `(${word}) - No such process` : `${word}: arguments must be process or job IDs`);
    code = 1;
  }
  return code;
}
