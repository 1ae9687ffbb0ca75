import type { Program, Signal } from '../program.js';
import { codeOf, signalNamed } from '../signals.js';
import { errorText } from './usage.js';

/** ms of `1`, `0.5`, `2m`, `infinity`. */
export function durationOf(word: string): number | undefined {
  if (/^inf(inity)?$/i.test(word)) return Number.MAX_SAFE_INTEGER;
  const [, digits, unit = 's'] = /^(\d+\.?\d*|\.\d+)([smhd]?)$/.exec(word) ?? [];
  if (digits === undefined) return undefined;
  return Number(digits) * (unitLengths[unit] ?? 1000);
}

const unitLengths: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

export const sleep: Program<{ until?: number }> = {
  start: () => ({}),
  step: (frame, sys) => {
    const words = sys.argv.slice(1);
    const [bad] = words.filter((word) => durationOf(word) === undefined);
    if (words.length === 0) return errorText(sys, 'sleep: missing operand');
    if (bad !== undefined)
      return errorText(sys, `sleep: invalid time interval '${bad}'\nTry 'sleep --help' for more information.`);
    frame.until ??= sys.now() + words.reduce((sum, word) => sum + (durationOf(word) ?? 0), 0);
    if (frame.until >= Number.MAX_SAFE_INTEGER) {
      sys.takeSignal();
      return undefined;
    }
    return sys.sleepUntil(frame.until) ? 0 : undefined;
  },
};

interface TimeoutFrame {
  pid?: number;
  until: number;
  sent: number;
  killAt?: number;
}

export const timeout: Program<TimeoutFrame> = {
  start: () => ({ until: 0, sent: 0 }),
  step: (frame, sys) => {
    const { signal, killAfter, duration, command } = timeoutArguments(sys.argv.slice(1));
    if (duration === undefined || command.length === 0) return errorText(sys, 'timeout: missing operand', 125);
    if (frame.pid === undefined) {
      const pid = sys.spawn({ argv: command });
      if (pid === undefined)
        return errorText(sys, `timeout: failed to run command '${command[0]}': No such file or directory`, 127);
      frame.pid = pid;
      frame.until = sys.now() + duration;
    }
    const code = sys.wait(frame.pid);
    if (code !== undefined) return frame.sent === 1 ? 124 : frame.sent === 2 ? codeOf('KILL') : code;
    if (frame.sent === 0 && sys.sleepUntil(frame.until)) {
      frame.sent = 1;
      if (killAfter !== undefined) frame.killAt = sys.now() + killAfter;
      sys.kill(frame.pid, signal);
    }
    if (frame.sent === 1 && frame.killAt !== undefined && sys.sleepUntil(frame.killAt)) {
      frame.sent = 2;
      sys.kill(frame.pid, 'KILL');
    }
    const ended = sys.wait(frame.pid);
    return ended === undefined ? undefined : frame.sent === 2 ? codeOf('KILL') : 124;
  },
};

function timeoutArguments(args: readonly string[]) {
  const rest = [...args];
  let signal: Signal = 'TERM';
  let killAfter: number | undefined;
  while (rest[0]?.startsWith('-')) {
    const word = rest.shift() ?? '';
    const value = word.includes('=')
      ? word.replace(/^.*?=/, '')
      : word.length > 2 && !word.startsWith('--')
        ? word.slice(2)
        : undefined;
    if (/^(-s|--signal)/.test(word)) signal = signalNamed(value ?? rest.shift() ?? '') ?? 'TERM';
    else if (/^(-k|--kill-after)/.test(word)) killAfter = durationOf(value ?? rest.shift() ?? '');
    else if (/^-t/.test(word)) rest.unshift(value ?? rest.shift() ?? '');
  }
  return { signal, killAfter, duration: durationOf(rest[0] ?? ''), command: rest.slice(1) };
}
