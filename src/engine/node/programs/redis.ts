import type { Program, Sys } from '../../../sh/program.js';
import { chosenAddress } from './address-choice.js';

interface Frame {
  listener?: number;
  clients: { socket: number; buffer: string }[];
  data: Record<string, string>;
}

const VERSION = '8.2.3';

/** A redis server with the commands that a lesson needs, over RESP and inline. */
export const redisServer: Program<Frame> = {
  handles: ['TERM', 'INT'],
  start: () => ({ clients: [], data: {} }),
  step(frame, sys) {
    const tell = (text: string, role = 'M') => sys.write(1, `${sys.pid}:${role} ${stamp(sys.now())} * ${text}\n`);
    if (frame.listener === undefined) {
      const at = sys.argv.indexOf('--port');
      const port = at < 0 ? 6379 : Number(sys.argv[at + 1]);
      const socket = sys.net.listen({ ip: '0.0.0.0', port });
      if (typeof socket !== 'number') {
        sys.write(
          1,
          `${sys.pid}:M ${stamp(sys.now())} # Warning: Could not create server TCP listening socket *:${port}: bind: Address already in use\n`,
        );
        return 1;
      }
      frame.listener = socket;
      tell('oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo', 'C');
      tell(`Redis version=${VERSION}, bits=64, commit=00000000, modified=0, pid=${sys.pid}, just started`, 'C');
      tell(`Running mode=standalone, port=${port}.`);
      tell('Ready to accept connections tcp');
    }
    if (sys.takeSignal() !== undefined) {
      tell('User requested shutdown...');
      tell('Redis is now ready to exit, bye bye...');
      return 0;
    }
    for (let next = sys.net.accept(frame.listener); next !== undefined; next = sys.net.accept(frame.listener)) {
      frame.clients.push({ socket: next, buffer: '' });
    }
    frame.clients = frame.clients.filter((client) => serve(client, frame, sys));
    return undefined;
  },
};

interface CliFrame {
  socket?: number;
  query?: number;
  sent: boolean;
  buffer: string;
}

/** redis-cli with one command in its arguments. */
export const redisCli: Program<CliFrame> = {
  start: () => ({ sent: false, buffer: '' }),
  step(frame, sys) {
    const { host, port, command } = cliArguments(sys.argv.slice(1));
    if (frame.socket === undefined) {
      frame.query ??= sys.net.resolve(host);
      const answer = sys.net.resolved(frame.query);
      if (answer === undefined) return undefined;
      const ip = chosenAddress(answer, sys.net.addresses());
      if (ip === undefined) return refuse(sys, host, port, 'Name or service not known');
      frame.socket = sys.net.connect({ ip, port, host });
    }
    const state = sys.net.state(frame.socket);
    if (state === 'connecting') return undefined;
    if (state === 'refused') return refuse(sys, host, port, 'Connection refused');
    if (state === 'timeout' || state === 'unreachable') return refuse(sys, host, port, 'Connection timed out');
    if (!frame.sent) {
      frame.sent = true;
      sys.net.send(
        frame.socket,
        `*${command.length}\r\n${command.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`,
      );
    }
    const text = sys.net.receive(frame.socket);
    if (text === undefined) return undefined;
    frame.buffer += text ?? '';
    if (text !== null && !frame.buffer.endsWith('\r\n')) return undefined;
    sys.net.close(frame.socket);
    sys.write(1, `${shown(frame.buffer)}\n`);
    return 0;
  },
};

function serve(client: Frame['clients'][number], frame: Frame, sys: Sys): boolean {
  for (;;) {
    const command = takeCommand(client);
    if (command !== undefined) {
      const answer = execute(command, frame.data);
      sys.net.send(client.socket, answer);
      if (command[0]?.toUpperCase() !== 'QUIT') continue;
      sys.net.close(client.socket);
      return false;
    }
    const text = sys.net.receive(client.socket);
    if (text === undefined) return true;
    if (text === null) {
      sys.net.close(client.socket);
      return false;
    }
    client.buffer += text;
  }
}

function takeCommand(client: { buffer: string }): string[] | undefined {
  const array = /^\*(\d+)\r\n/.exec(client.buffer);
  if (array === null) {
    const line = /^([^*][^\n]*)\n/.exec(client.buffer);
    if (line === null) return undefined;
    client.buffer = client.buffer.slice(line[0].length);
    return (line[1] ?? '').trim().split(/\s+/);
  }
  let rest = client.buffer.slice(array[0].length);
  const words: string[] = [];
  for (let left = Number(array[1]); left > 0; left -= 1) {
    const head = /^\$(\d+)\r\n/.exec(rest);
    const length = Number(head?.[1] ?? 0);
    if (head === null || rest.length < head[0].length + length + 2) return undefined;
    words.push(rest.slice(head[0].length, head[0].length + length));
    rest = rest.slice(head[0].length + length + 2);
  }
  client.buffer = rest;
  return words;
}

function execute([name = '', ...args]: readonly string[], data: Record<string, string>): string {
  const bulk = (text: string | undefined) => (text === undefined ? '$-1\r\n' : `$${text.length}\r\n${text}\r\n`);
  const [key = '', value = ''] = args;
  switch (name.toUpperCase()) {
    case 'PING':
      return args.length > 0 ? bulk(key) : '+PONG\r\n';
    case 'ECHO':
      return bulk(key);
    case 'SET':
      data[key] = value;
      return '+OK\r\n';
    case 'GET':
      return bulk(data[key]);
    case 'EXISTS':
      return `:${key in data ? 1 : 0}\r\n`;
    case 'INCR': {
      const next = Number(data[key] ?? 0) + 1;
      if (Number.isNaN(next)) return '-ERR value is not an integer or out of range\r\n';
      data[key] = String(next);
      return `:${next}\r\n`;
    }
    case 'DEL': {
      const found = args.filter((each) => each in data);
      for (const each of found) delete data[each];
      return `:${found.length}\r\n`;
    }
    case 'KEYS':
      return `*${Object.keys(data).length}\r\n${Object.keys(data).map(bulk).join('')}`;
    case 'QUIT':
      return '+OK\r\n';
    default:
      return `-ERR unknown command '${name}', with args beginning with: ${args.map((arg) => `'${arg}' `).join('')}\r\n`;
  }
}

function cliArguments(words: readonly string[]): { host: string; port: number; command: string[] } {
  let host = '127.0.0.1';
  let port = 6379;
  const command: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (command.length === 0 && word === '-h') host = words[++at] ?? host;
    else if (command.length === 0 && word === '-p') port = Number(words[++at]);
    else command.push(word);
  }
  return { host, port, command: command.length === 0 ? ['PING'] : command };
}

function refuse(sys: Sys, host: string, port: number, words: string): number {
  sys.write(2, `Could not connect to Redis at ${host}:${port}: ${words}\n`);
  return 1;
}

function shown(reply: string): string {
  const body = reply.slice(1).replace(/\r\n$/, '');
  if (reply.startsWith('$-1')) return '';
  if (reply.startsWith('$')) return body.slice(body.indexOf('\r\n') + 2);
  if (reply.startsWith('*'))
    return body
      .split('\r\n')
      .slice(1)
      .filter((line) => !line.startsWith('$'))
      .join('\n');
  return body;
}

/** `22 Nov 2026 20:55:55.123`. */
function stamp(ms: number): string {
  const date = new Date(ms);
  const [, day, month, year, time] = /^\w+, (\d+) (\w+) (\d+) (\S+)/.exec(date.toUTCString()) ?? [];
  return `${day} ${month} ${year} ${time}.${date.toISOString().slice(20, 23)}`;
}
