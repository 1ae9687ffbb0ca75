import type { Program, Sys } from '../../../sh/program.js';
import { chosenAddress } from './address-choice.js';
import { isAddress } from './http-client.js';

const PORT = 3306;
const VERSION = '8.4.7';
/** Protocol version, server version, salt: what a server says first, as far as the network can tell. */
const GREETING = `\n${VERSION}\u0000`;

interface ServerFrame {
  listener?: number;
  clients: number[];
}

/** A MySQL server as far as the network can tell: it greets, takes connections and keeps them; it speaks no SQL. */
export const mysqld: Program<ServerFrame> = {
  handles: ['TERM', 'INT'],
  start: () => ({ clients: [] }),
  step(frame, sys) {
    const { net } = sys;
    if (frame.listener === undefined) {
      const password = ['MYSQL_ROOT_PASSWORD', 'MYSQL_ALLOW_EMPTY_PASSWORD', 'MYSQL_RANDOM_ROOT_PASSWORD'];
      if (!password.some((name) => sys.env[name])) {
        const stamp = `${new Date(sys.now()).toISOString().slice(0, 19)}+00:00`;
        sys.write(
          2,
          `${stamp} [ERROR] [Entrypoint]: Database is uninitialized and password option is not specified\n    You need to specify one of the following as an environment variable:\n    - MYSQL_ROOT_PASSWORD\n    - MYSQL_ALLOW_EMPTY_PASSWORD\n    - MYSQL_RANDOM_ROOT_PASSWORD\n`,
        );
        return 1;
      }
      const socket = net.listen({ ip: '0.0.0.0', port: PORT });
      if (typeof socket !== 'number') {
        log(sys, 'ERROR', "Can't start server: Bind on TCP/IP port: Address already in use");
        return 1;
      }
      frame.listener = socket;
      log(
        sys,
        'System',
        `/usr/sbin/mysqld: ready for connections. Version: '${VERSION}'  socket: '/var/run/mysqld/mysqld.sock'  port: ${PORT}  MySQL Community Server - GPL.`,
      );
    }
    if (sys.takeSignal() !== undefined) {
      log(sys, 'System', `/usr/sbin/mysqld: Shutdown complete (mysqld ${VERSION})  MySQL Community Server - GPL.`);
      return 0;
    }
    for (let next = net.accept(frame.listener); next !== undefined; next = net.accept(frame.listener)) {
      net.send(next, GREETING);
      frame.clients.push(next);
    }
    frame.clients = frame.clients.filter((client) => {
      if (net.receive(client) !== null) return true;
      net.close(client);
      return false;
    });
    return undefined;
  },
};

function log(sys: Sys, level: string, text: string): void {
  const stamp = new Date(sys.now()).toISOString().replace('Z', '000Z');
  sys.write(2, `${stamp} 0 [${level}] [MY-010931] [Server] ${text}\n`);
}

interface AdminFrame {
  query?: number;
  socket?: number;
}

/** `mysqladmin -h HOST ping`: says whether a server greets there. */
export const mysqladmin: Program<AdminFrame> = {
  start: () => ({}),
  step(frame, sys) {
    const { host, port, command } = read(sys.argv.slice(1));
    if (command !== 'ping') {
      sys.write(2, `mysqladmin: Unknown command: '${command}'\n`);
      return 1;
    }
    const fail = (code: number, text: string) => {
      sys.write(
        2,
        `mysqladmin: connect to server at '${host}' failed\nerror: '${text} (${code})'\nCheck that mysqld is running on ${host} and that the port is ${port}.\nYou can check this by doing 'telnet ${host} ${port}'\n`,
      );
      return 1;
    };
    if (frame.socket === undefined) {
      const ip = addressOf(frame, sys, host);
      if (ip === undefined) return undefined;
      if (ip === '') return fail(-2, `Unknown MySQL server host '${host}'`);
      frame.socket = sys.net.connect({ ip, port, host });
    }
    const state = sys.net.state(frame.socket);
    if (state === 'connecting') return undefined;
    if (state !== 'open')
      return fail(state === 'refused' ? 111 : 110, `Can't connect to MySQL server on '${host}:${port}'`);
    const greeting = sys.net.receive(frame.socket);
    if (greeting === undefined) return undefined;
    sys.net.close(frame.socket);
    if (!greeting?.startsWith('\n'))
      return fail(2013, 'Lost connection to MySQL server at reading initial communication packet');
    sys.write(1, 'mysqld is alive\n');
    return 0;
  },
};

function addressOf(frame: AdminFrame, sys: Sys, host: string): string | undefined {
  if (host === 'localhost') return '127.0.0.1';
  if (isAddress(host)) return host;
  frame.query ??= sys.net.resolve(host);
  const answer = sys.net.resolved(frame.query);
  return answer && (chosenAddress(answer, sys.net.addresses()) ?? '');
}

function read(words: readonly string[]) {
  let [host, port, command] = ['localhost', PORT, ''];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const value = () =>
      /^--/.test(word) ? word.slice(word.indexOf('=') + 1) : word.length > 2 ? word.slice(2) : (words[++at] ?? '');
    if (/^(-h|--host=)/.test(word)) host = value();
    else if (/^(-P|--port=)/.test(word)) port = Number(value());
    else if (/^-u$/.test(word)) at += 1;
    else if (!word.startsWith('-')) command = word;
  }
  return { host, port, command };
}
