import type { ChannelSink } from '../../kube/api.js';
import { apiError } from '../../kube/api-error.js';

/** The exec and attach sessions whose clients still listen. They are no part of the world. */
interface OpenChannels {
  /** The sink for the kubelet: once ended or forgotten it is silent. */
  add(sink: ChannelSink): ChannelSink;
  forget(sink: ChannelSink): void;
  /** Ends all with a Failure. */
  endAll(): void;
}

export function createOpenChannels(): OpenChannels {
  const open = new Set<ChannelSink>();
  return {
    add(sink) {
      const own: ChannelSink = {
        stdout: (text) => open.has(own) && sink.stdout(text),
        stderr: (text) => open.has(own) && sink.stderr(text),
        end: (status) => open.delete(own) && sink.end(status),
      };
      open.add(own);
      return own;
    },
    forget: (own) => void open.delete(own),
    endAll() {
      const gone = apiError(
        'InternalError',
        'Internal error occurred: the cluster went back to an earlier state',
      ).status;
      for (const sink of [...open]) sink.end(gone);
    },
  };
}
