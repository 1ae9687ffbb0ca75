import { apiError } from '../../../kube/api-error.js';
import type { NodeApi } from '../../api/api-server.js';
import { keyOf } from '../../control/keys.js';
import type { FaultBook } from '../../net/faults/fault-book.js';
import type { HostProgram, HostSpawn } from '../hosts.js';

/** What the kubelets do for `pods/portforward`. */
export function createPortForward(
  spawn: (request: HostSpawn) => HostProgram | undefined,
  faults: FaultBook,
): NodeApi['portForward'] {
  return (pod) => {
    const { nodeName: node = '' } = pod.spec;
    const way = [node, keyOf(pod), pod.metadata.uid ?? ''];
    if (faults.offReason(node)) {
      const address = `${pod.status?.hostIP ?? ''}:10250`;
      throw apiError('Unknown', `error dialing backend: dial tcp ${address}: connect: no route to host`);
    }
    return {
      forward(port, sink) {
        const program = spawn({
          machine: { node },
          argv: ['port-forward-stream', ...way, String(port)],
          stdout: sink.stdout,
          stderr: sink.stderr,
          exited: () => sink.end(undefined),
        });
        if (program === undefined) throw new Error(`the node ${node} cannot forward ports`);
        return { send: program.stdin, end: program.closeStdin, close: () => program.signal('KILL') };
      },
    };
  };
}
