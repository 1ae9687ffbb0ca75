import { apiError } from '../../../kube/api-error.js';
import type { NodeApi } from '../../api/api-server.js';
import { keyOf } from '../../control/keys.js';
import type { FaultBook } from '../../net/faults/fault-book.js';
import type { HostProgram, HostSpawn } from '../hosts.js';

const NOTHING = {
  stdin: () => undefined,
  closeStdin: () => undefined,
  resize: () => undefined,
  close: () => undefined,
};

/** What the kubelets do for `pods/portforward`. */
export function createPortForward(
  spawn: (request: HostSpawn) => HostProgram | undefined,
  faults: FaultBook,
): NodeApi['portForward'] {
  return (pod, port, sink) => {
    const { nodeName: node = '' } = pod.spec;
    if (faults.offReason(node)) {
      throw apiError(
        'Unknown',
        `error dialing backend: dial tcp ${pod.status?.hostIP ?? ''}:10250: connect: no route to host`,
      );
    }
    if (port === undefined) return NOTHING;
    const program = spawn({
      machine: { node },
      argv: ['port-forward-stream', node, keyOf(pod), pod.metadata.uid ?? '', String(port)],
      stdout: sink.stdout,
      stderr: sink.stderr,
      exited: () => sink.end({ metadata: {}, status: 'Success' }),
    });
    if (program === undefined) throw apiError('InternalError', `node "${node}" is not there`);
    return { ...NOTHING, stdin: program.stdin, closeStdin: program.closeStdin, close: () => program.signal('KILL') };
  };
}
