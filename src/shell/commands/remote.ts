import type { ClusterPort } from '../../port/port.js';
import type { HostCommand } from '../host-command.js';

/** A program that runs on the workstation inside the simulated world, because it needs the world's network: curl, wget, nslookup. */
export function remoteCommand(port: ClusterPort): HostCommand {
  return async ({ argv, env, cwd, stdin, stdout, stderr, isTerminal, terminal, signal }) => {
    // Line ends are the business of the learner's own terminal.
    const plain = (write: (text: string) => void) => (text: string) => write(text.replaceAll('\r\n', '\n'));
    const output = isTerminal(1) ? { terminal, stdout: plain(stdout), stderr: plain(stderr) } : { stdout, stderr };
    const program = port.spawn({ machine: { workstation: true }, argv, env, cwd, ...output });
    const interrupt = () => program.signal('INT');
    signal.addEventListener('abort', interrupt);
    let isDone = false;
    const pipeInput = async () => {
      if (isTerminal(0)) return;
      for (let text = await stdin.read(); !isDone; text = await stdin.read()) {
        if (text === null) return program.closeStdin();
        program.stdin(text);
      }
    };
    void pipeInput();
    const code = await program.exit;
    isDone = true;
    signal.removeEventListener('abort', interrupt);
    return code;
  };
}
