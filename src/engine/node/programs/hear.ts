import type { Sys } from '../../../sh/program.js';

/** Takes what a client has sent since into its buffer; a client that has left is let go. */
export function hear(client: { readonly socket: number; buffer: string }, sys: Sys): 'more' | 'nothing' | 'gone' {
  const text = sys.net.receive(client.socket);
  if (text === undefined) return 'nothing';
  if (text === null) {
    sys.net.close(client.socket);
    return 'gone';
  }
  client.buffer += text;
  return 'more';
}
