import type { ListenFailure, PortForward, PortForwardRequest } from '../../kubectl/index.js';
import type { ClusterPort } from '../../port/port.js';

/** Ports of the learner's machine that lead into Pods: a program of the world listens, so that its curl and `why` find it. */
export function forwardThrough(port: Pick<ClusterPort, 'spawn'>) {
  return (request: PortForwardRequest): Promise<PortForward | ListenFailure> =>
    new Promise((resolve) => {
      let isClosed = false;
      const onWord = (word: string, rest: string) => {
        if (word === 'listening') resolve({ localPort: Number(rest), close });
        else if (word === 'failed') resolve({ listenError: rest });
        else request.onConnection();
      };
      const program = port.spawn({
        machine: { workstation: true },
        argv: argvOf(request),
        stdout: byLine((line) => onWord(...parted(line))),
        stderr: byLine((line) => {
          const [at, message] = parted(line);
          request.onError({ at: at === 'stream' ? 'stream' : 'pod', message: at === 'stream' ? message : line });
        }),
      });
      const close = () => {
        isClosed = true;
        program.signal('TERM');
      };
      void program.exit.then(() => {
        if (!isClosed) request.onLost();
      });
    });
}

function argvOf({
  pod: { metadata, spec },
  podPort,
  address,
  localPort,
  chosenFor = '',
}: PortForwardRequest): readonly string[] {
  const { namespace = '', name = '', uid = '' } = metadata;
  const way = [spec.nodeName ?? '', `${namespace}/${name}`, uid, String(podPort)];
  return ['port-forward', ...way, address, String(localPort), chosenFor];
}

function parted(line: string): readonly [string, string] {
  const at = line.indexOf(' ');
  return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)];
}

function byLine(take: (line: string) => void): (text: string) => void {
  let rest = '';
  return (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(line);
  };
}
