import type { Program, Sys } from '../../../sh/program.js';

interface Frame {
  dns?: number;
  /** Listeners of `/health` and `/ready`. */
  http: number[];
  /** Open connections. */
  asked: number[];
  fetched: { readonly socket: number; text: string }[];
}

/** CoreDNS: answers on UDP port 53, says that it is well on 8080 and ready on 8181. */
export function createCoredns(answer: (message: string) => string | undefined): Program {
  const program: Program<Frame> = {
    handles: ['TERM', 'INT'],
    start: () => ({ http: [], asked: [], fetched: [] }),
    step(frame, sys) {
      if (frame.dns === undefined && !begin(frame, sys)) return 1;
      if (sys.takeSignal() !== undefined) {
        sys.write(1, '[INFO] SIGTERM: Shutting down servers then terminating\n');
        return 0;
      }
      answerQuestions(frame, sys, answer);
      answerChecks(frame, sys);
      return undefined;
    },
  };
  return program as Program;
}

function begin(frame: Frame, sys: Sys): boolean {
  const dns = sys.net.listen({ ip: '0.0.0.0', port: 53, protocol: 'UDP' });
  const http = [8080, 8181].map((port) => sys.net.listen({ ip: '0.0.0.0', port }));
  if (typeof dns !== 'number') {
    sys.write(2, `listen udp :53: bind: ${dns === 'EACCES' ? 'permission denied' : 'address already in use'}\n`);
    return false;
  }
  frame.dns = dns;
  frame.http = http.filter((socket) => typeof socket === 'number');
  sys.write(1, '.:53\nCoreDNS-1.14.7\nlinux/amd64, go1.26.0\n');
  return true;
}

function answerQuestions(frame: Frame, sys: Sys, answer: (message: string) => string | undefined): void {
  const { net } = sys;
  if (frame.dns === undefined) return;
  for (let next = net.accept(frame.dns); next !== undefined; next = net.accept(frame.dns)) frame.asked.push(next);
  frame.asked = frame.asked.filter((socket) => {
    const question = net.receive(socket);
    if (question === undefined) return true;
    const reply = question === null ? undefined : answer(question);
    if (reply !== undefined) net.send(socket, reply);
    net.close(socket);
    return false;
  });
}

function answerChecks(frame: Frame, sys: Sys): void {
  const { net } = sys;
  for (const listener of frame.http) {
    for (let next = net.accept(listener); next !== undefined; next = net.accept(listener)) {
      frame.fetched.push({ socket: next, text: '' });
    }
  }
  frame.fetched = frame.fetched.filter((connection) => {
    const text = net.receive(connection.socket);
    if (text === undefined) return true;
    connection.text += text ?? '';
    if (text !== null && !connection.text.includes('\r\n\r\n')) return true;
    if (connection.text !== '') net.send(connection.socket, page(connection.text));
    net.close(connection.socket);
    return false;
  });
}

function page(request: string): string {
  const isKnown = /^GET \/(?:health|ready)(?:\?\S*)? /.test(request);
  const body = isKnown ? 'OK' : '404 page not found\n';
  const status = isKnown ? '200 OK' : '404 Not Found';
  return `HTTP/1.1 ${status}\r\nContent-Length: ${body.length}\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n${body}`;
}
