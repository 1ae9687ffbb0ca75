import type { HostCalls } from './kernel.js';
import type { Machine } from './machine.js';

/** System calls for programs that run outside. */
export function createHostCalls(machine: Machine): HostCalls {
  const hosted = (pid: number) => {
    const process = machine.state.processes.get(pid);
    if (process?.host !== true || process.code !== undefined) return undefined;
    // A host reads and writes at once: one call must not forget what another waits for.
    process.waits = [...new Set(process.waits)];
    return process;
  };
  return {
    read: (pid, fd) => {
      const process = hosted(pid);
      return process ? machine.io.read(process, fd, 'all') : null;
    },
    write: (pid, fd, text) => {
      const process = hosted(pid);
      if (process === undefined) return 'closed';
      const pipe = machine.state.descriptions.get(process.fds[fd] ?? -1);
      if (pipe?.kind === 'write-pipe' && !machine.state.pipes.get(pipe.pipe)?.reader) return 'closed';
      return machine.io.write(process, fd, text);
    },
    isTerminal: (pid, fd) => machine.streamOf(machine.state.processes.get(pid), fd)?.stream.terminal !== undefined,
    exit: (pid, code) => {
      const process = hosted(pid);
      if (process) machine.end(process, code);
    },
    spawn: (pid, argv) => {
      const process = hosted(pid);
      return process && machine.fork(process, { argv });
    },
    pids: () => machine.living().flatMap(({ pid, host }) => (host ? [pid] : [])),
  };
}
