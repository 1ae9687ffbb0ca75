import type { Program } from '../../../sh/program.js';

interface Frame {
  listener?: number;
  clients: number[];
}

const PORT = 5432;

/** A PostgreSQL server as far as the network can tell: it listens, takes connections and keeps them; it speaks no SQL. */
export const postgres: Program<Frame> = {
  handles: ['TERM', 'INT'],
  start: () => ({ clients: [] }),
  step(frame, sys) {
    const tell = (text: string) => sys.write(2, `${stamp(sys.now())} [${sys.pid}] LOG:  ${text}\n`);
    if (frame.listener === undefined) {
      const port = Number(sys.env['PGPORT'] ?? PORT);
      const socket = sys.net.listen({ ip: '0.0.0.0', port });
      if (typeof socket !== 'number') {
        tell(`could not bind IPv4 address "0.0.0.0": Address already in use`);
        return 1;
      }
      frame.listener = socket;
      tell(`starting PostgreSQL ${sys.env['PG_MAJOR'] ?? ''} on x86_64-pc-linux-gnu, 64-bit`);
      tell(`listening on IPv4 address "0.0.0.0", port ${port}`);
      tell('database system is ready to accept connections');
    }
    if (sys.takeSignal() !== undefined) {
      tell('received fast shutdown request');
      tell('database system is shut down');
      return 0;
    }
    for (let next = sys.net.accept(frame.listener); next !== undefined; next = sys.net.accept(frame.listener)) {
      frame.clients.push(next);
    }
    frame.clients = frame.clients.filter((client) => {
      if (sys.net.receive(client) !== null) return true;
      sys.net.close(client);
      return false;
    });
    return undefined;
  },
};

/** `2026-11-22 20:55:55.123 UTC`. */
function stamp(ms: number): string {
  return `${new Date(ms).toISOString().replace('T', ' ').replace('Z', '')} UTC`;
}
