import { ApiError } from '../../kube/api-error.js';
import type { ActiveFault, Fault } from '../../kube/fault.js';
import type { Faults } from '../../port/port.js';
import { faultWords } from '../../words/fault.js';
import { plainNames } from '../../words/hops.js';
import type { Lang } from '../../words/sentence.js';
import type { HostCall, HostCommand } from '../host-command.js';
import { parseFault, podName } from './parse-fault.js';

interface FaultOptions {
  /** Absent on a cluster that cannot be broken. */
  readonly faults: Faults | undefined;
  readonly lang: Lang;
}

/** `fault`: breaks something, lists what is broken, mends it. */
export function faultCommand({ faults, lang }: FaultOptions): HostCommand {
  return async (call) => {
    const words = call.argv.slice(1);
    if (words.length === 0 || ['help', '-h', '--help'].includes(words[0] ?? '')) {
      call.stdout(faultWords.usage[lang]());
      return 0;
    }
    if (faults === undefined) return fail(call, faultWords.unavailable[lang]());
    try {
      return act(call, { faults, lang });
    } catch (error) {
      if (error instanceof ApiError) return fail(call, error.message);
      throw error;
    }
  };
}

interface Acting {
  readonly faults: Faults;
  readonly lang: Lang;
}

function act(call: HostCall, { faults, lang }: Acting): number {
  const [verb, ...rest] = call.argv.slice(1);
  if (verb === 'list' && rest.length === 0) {
    const lines = faults.list().map((active) => faultLine(active, lang));
    call.stdout(`${lines.length === 0 ? faultWords.none[lang]() : lines.join('\n')}\n`);
    return 0;
  }
  if (verb === 'clear') return clear(call, { faults, lang }, rest);
  if (verb === 'kill' && rest.length === 1) {
    const pod = podName(rest[0] ?? '');
    faults.kill(pod);
    call.stdout(`${faultWords.killed[lang](plainNames(pod))}\n`);
    return 0;
  }
  const fault = parseFault(call.argv.slice(1));
  if (fault === undefined) return fail(call, faultWords.misread[lang](call.argv.slice(1).join(' ')), 2);
  call.stdout(`${faultLine(faults.inject(fault), lang)}\n`);
  return 0;
}

function clear(call: HostCall, { faults, lang }: Acting, ids: readonly string[]): number {
  const known = new Set(faults.list().map(({ id }) => String(id)));
  const unknown = ids.find((id) => !known.has(id));
  if (unknown !== undefined) return fail(call, faultWords.noSuchId[lang](unknown));
  const mended = ids.length === 0 ? faults.clear() : ids.flatMap((id) => faults.clear(Number(id)));
  call.stdout(`${faultWords.cleared[lang](mended.length)}\n`);
  return 0;
}

function faultLine({ id, fault }: ActiveFault, lang: Lang): string {
  return `${id}  ${plainNames(faultText(fault, lang))}`;
}

function faultText(fault: Fault, lang: Lang): string {
  switch (fault.kind) {
    case 'node-down':
    case 'node-cut':
      return faultWords[fault.kind][lang](fault.node);
    case 'link':
      return faultWords.link[lang](fault.between[0], fault.between[1], fault.loss ?? 0, fault.delayMs ?? 0);
    case 'stopped':
      return faultWords.stopped[lang](fault.component, fault.node ?? '');
    case 'exhausted':
      return faultWords.exhausted[lang](fault.range);
    case 'probe':
      return faultWords.probe[lang](fault.pod, fault.probe ?? '', fault.outcome);
  }
}

function fail({ stderr }: HostCall, text: string, code = 1): number {
  stderr(`fault: ${text}\n`);
  return code;
}
