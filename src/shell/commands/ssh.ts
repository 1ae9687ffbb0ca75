import type { ClusterPort } from '../../port/port.js';
import type { HostCall, HostCommand } from '../host-command.js';

/** `ssh NODE [COMMAND...]`: a shell of root on a node, or one command there. */
export function sshCommand(port: ClusterPort): HostCommand {
  return async (call) => {
    const { argv, stdout, stderr, isTerminal, terminal, signal } = call;
    const words = argv.slice(1).filter((word) => word !== '-t' && word !== '-tt');
    const [target, ...command] = words;
    if (target === undefined || target.startsWith('-')) {
      stderr('usage: ssh [user@]node [command]\n');
      return 255;
    }
    const node = target.slice(target.indexOf('@') + 1);
    if (!(await isNode(port, node))) {
      stderr(`ssh: Could not resolve hostname ${node}: Name or service not known\n`);
      return 255;
    }
    const isInteractive = command.length === 0 && isTerminal(0) && isTerminal(1);
    const program = port.spawn({
      machine: { node },
      argv: command.length === 0 ? ['sh'] : ['sh', '-c', command.join(' ')],
      cwd: '/root',
      stdout,
      stderr,
      ...(isInteractive ? { terminal } : {}),
    });
    const interrupt = () => program.signal('INT');
    signal.addEventListener('abort', interrupt);
    const cook = isInteractive ? call.raw() : undefined;
    let isDone = false;
    void forward(call, program, () => isDone || (isTerminal(0) && !isInteractive));
    const code = await program.exit;
    isDone = true;
    cook?.();
    signal.removeEventListener('abort', interrupt);
    return code;
  };
}

async function isNode({ api }: ClusterPort, name: string): Promise<boolean> {
  const { status } = await api.request({ method: 'GET', path: `/api/v1/nodes/${encodeURIComponent(name)}` });
  return status === 200;
}

type Program = ReturnType<ClusterPort['spawn']>;

async function forward({ stdin }: HostCall, program: Program, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    const text = await stdin.read();
    if (isOver()) return;
    if (text === null) return program.closeStdin();
    program.stdin(text);
  }
}
