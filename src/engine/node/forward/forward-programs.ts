import type { Program } from '../../../sh/program.js';
import type { Network } from '../../net/network.js';
import { WORKSTATION } from '../hosts.js';
import type { Kubelet } from '../kubelet-parts.js';
import { forwardListener } from './forward-listener.js';
import { forwardStream } from './forward-stream.js';
import { createPodDoor } from './pod-door.js';

interface ForwardParts {
  readonly network: Network;
  readonly kubeletOf: (node: string) => Kubelet | undefined;
}

/** What carries forwarded connections: on the workstation for the built-in kubectl, on a node for clients of the API. */
export function createForwardPrograms(parts: ForwardParts): Readonly<Record<string, Program>> {
  return {
    'port-forward': forwardListener(createPodDoor(parts, () => WORKSTATION)),
    'port-forward-stream': forwardStream(createPodDoor(parts, ({ hostname }) => `node/${hostname}`)),
  };
}
