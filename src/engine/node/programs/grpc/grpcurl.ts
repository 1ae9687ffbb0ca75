import type { Program, Sys } from '../../../../sh/program.js';
import { chosenAddress } from '../address-choice.js';
import { parseFlags } from '../flags.js';
import { isAddress } from '../http-client.js';
import { callGrpc, type GrpcConnection, openGrpc, stepGrpc } from './grpc-connection.js';
import { REFLECTION } from './grpc-services.js';
import { type GrpcMessage, type GrpcReply, grpcCodes } from './grpc-wire.js';

interface Frame {
  query?: number;
  connection?: GrpcConnection;
  /** When nobody waits for the connection any more, then for the reply. */
  until?: number;
  /** What reflection said. */
  offer?: Offer;
  isAsked?: true;
  asked?: number;
}

interface Offer {
  readonly services: readonly string[];
  readonly methods: Readonly<Record<string, readonly string[]>>;
}

interface Job {
  readonly host: string;
  readonly port: number;
  readonly target: string;
  readonly isPlain: boolean;
  readonly message: GrpcMessage;
  readonly dialMs: number;
  readonly callMs: number | undefined;
  readonly verb: 'list' | 'describe' | 'call';
  readonly symbol: string;
}

const SWITCHES = ['plaintext', 'insecure', 'v', 'vv', 'emit-defaults', 'allow-unknown-fields', 'format-error'];
const USAGE = `Too few arguments.
Try 'grpcurl -help' for more details.
`;
/** Added to the number of a call's status. */
const STATUS_OFFSET = 64;

/** grpcurl: one connection, one call; what a server offers it learns by reflection. */
export const grpcurl: Program<Frame> = {
  start: () => ({}),
  step(frame, sys) {
    const job = jobOf(sys.argv.slice(1));
    if (typeof job === 'string') return fail(sys, job, 2);
    const dialled = dial(frame, sys, job);
    if (dialled !== 'ready') return dialled;
    const replies = frame.connection === undefined ? [] : stepGrpc(frame.connection, sys.net);
    for (const reply of replies) {
      const code = hear(frame, sys, { job, reply });
      if (code !== undefined) return end(frame, sys, code);
    }
    if (frame.connection?.state === 'lost') {
      const detail = frame.connection.problem ?? '';
      return end(frame, sys, status(sys, { id: 0, code: 'Unavailable', detail }));
    }
    if (!frame.isAsked) begin(frame, sys, job);
    if (frame.until === undefined || !sys.sleepUntil(frame.until)) return undefined;
    return end(frame, sys, status(sys, { id: 0, code: 'DeadlineExceeded', detail: 'context deadline exceeded' }));
  },
};

function fail(sys: Sys, text: string, code: number): number {
  sys.write(2, text);
  return code;
}

function end({ connection }: Frame, sys: Sys, code: number): number {
  if (connection && connection.state !== 'lost') sys.net.close(connection.socket);
  return code;
}

/** `ready` once the connection stands. */
function dial(frame: Frame, sys: Sys, job: Job): number | undefined | 'ready' {
  const { host, port } = job;
  const said = (why: string) => fail(sys, `Failed to dial target host "${job.target}": ${why}\n`, 1);
  frame.until ??= sys.now() + job.dialMs;
  if (frame.connection === undefined) {
    const ip = isAddress(host) ? host : addressOf(frame, sys, host);
    if (ip === undefined) return sys.sleepUntil(frame.until) ? said('context deadline exceeded') : undefined;
    if (ip === '') {
      return said(`connection error: desc = "transport: error while dialing: dial tcp: lookup ${host}: no such host"`);
    }
    frame.connection = openGrpc(sys.net, { ip, port, host });
  }
  const { connection } = frame;
  if (frame.isAsked || connection.state === 'ready') return 'ready';
  stepGrpc(connection, sys.net);
  if (connection.state === 'lost') {
    const why = (connection.problem ?? '').replace('transport: Error', 'transport: error');
    return said(`connection error: desc = "${why}"`);
  }
  if (connection.state === 'connecting') {
    return sys.sleepUntil(frame.until) ? said('context deadline exceeded') : undefined;
  }
  if (!job.isPlain) {
    sys.net.close(connection.socket);
    return said('tls: first record does not look like a TLS handshake');
  }
  return 'ready';
}

function addressOf(frame: Frame, sys: Sys, host: string): string | undefined {
  frame.query ??= sys.net.resolve(host);
  const answer = sys.net.resolved(frame.query);
  return answer && (chosenAddress(answer, sys.net.addresses()) ?? '');
}

function begin(frame: Frame, sys: Sys, { callMs }: Job): void {
  frame.isAsked = true;
  delete frame.until;
  if (callMs !== undefined) frame.until = sys.now() + callMs;
  if (frame.connection) callGrpc(frame.connection, sys.net, `${REFLECTION}/ServerReflectionInfo`);
}

/** The exit code, once nothing is left to do. */
function hear(frame: Frame, sys: Sys, { job, reply }: { job: Job; reply: GrpcReply }): number | undefined {
  if (frame.asked !== undefined) {
    if (reply.id !== frame.asked) return undefined;
    if (reply.code !== 'OK') return status(sys, reply);
    sys.write(1, `${JSON.stringify(reply.message ?? {}, undefined, 2)}\n`);
    return 0;
  }
  if (reply.code !== 'OK') return fail(sys, `${failedTo(job)}: server does not support the reflection API\n`, 1);
  const offer = reply.message as unknown as Offer;
  if (job.verb === 'list') return list(sys, job, offer);
  if (job.verb === 'describe') return describe(sys, job, offer);
  const [service = '', method = ''] = job.symbol.split('/');
  const methods = offer.methods[service];
  const said = `Error invoking method "${job.symbol}": `;
  if (methods === undefined) return fail(sys, `${said}target server does not expose service "${service}"\n`, 1);
  if (!methods.includes(method)) {
    return fail(sys, `${said}service "${service}" does not include a method named "${method}"\n`, 1);
  }
  if (frame.connection) frame.asked = callGrpc(frame.connection, sys.net, job.symbol, job.message);
  return undefined;
}

function failedTo({ verb, symbol }: Job): string {
  if (verb === 'list') return 'Failed to list services';
  if (verb === 'describe') return `Failed to resolve symbol "${symbol}"`;
  const [service = ''] = symbol.split('/');
  return `Error invoking method "${symbol}": failed to query for service descriptor "${service}"`;
}

function list(sys: Sys, { symbol }: Job, { services, methods }: Offer): number {
  const found = symbol === '' ? services : methods[symbol]?.map((name) => `${symbol}.${name}`);
  if (found === undefined) {
    return fail(sys, `Failed to list methods for service "${symbol}": Service not found: ${symbol}\n`, 1);
  }
  sys.write(1, found.map((name) => `${name}\n`).join(''));
  return 0;
}

function describe(sys: Sys, { symbol }: Job, { services, methods }: Offer): number {
  const wanted = symbol === '' ? services.filter((name) => methods[name]) : [symbol];
  for (const name of wanted) {
    const known = methods[name];
    if (known === undefined) return fail(sys, `Failed to resolve symbol "${name}": Symbol not found: ${name}\n`, 1);
    const rpcs = known.map(
      (method) => `  rpc ${method} ( .${requestOf(name, method)} ) returns ( .${replyOf(name, method)} );\n`,
    );
    const plain = name.slice(name.lastIndexOf('.') + 1);
    sys.write(1, `${name} is a service:\nservice ${plain} {\n${rpcs.join('')}}\n`);
  }
  return 0;
}

function requestOf(service: string, method: string): string {
  const scope = service.slice(0, service.lastIndexOf('.'));
  return `${scope}.${method === 'Check' ? 'HealthCheck' : method}Request`;
}

function replyOf(service: string, method: string): string {
  return requestOf(service, method).replace(/Request$/, service === 'shop.Shop' ? 'Reply' : 'Response');
}

function status(sys: Sys, { code, detail = '' }: GrpcReply): number {
  sys.write(2, `ERROR:\n  Code: ${code}\n  Message: ${detail}\n`);
  return STATUS_OFFSET + grpcCodes[code];
}

function jobOf(words: readonly string[]): Job | string {
  const { flags, rest } = parseFlags(words, SWITCHES);
  const [target, first, second] = rest;
  if (target === undefined || first === undefined) return USAGE;
  const isVerb = first === 'list' || first === 'describe';
  const [, host = target, port = '443'] = /^\[?(.*?)\]?:(\d+)$/.exec(target) ?? [];
  const message = messageOf(flags.get('d') ?? '{}');
  if (message === undefined) return 'Error invoking method: error getting request data: invalid character in JSON\n';
  const seconds = (name: string) => (flags.has(name) ? Number(flags.get(name)) * 1000 : undefined);
  return {
    host,
    port: Number(port),
    target,
    isPlain: flags.has('plaintext'),
    message,
    dialMs: seconds('connect-timeout') ?? 10_000,
    callMs: seconds('max-time'),
    verb: isVerb ? first : 'call',
    symbol: isVerb ? (second ?? '') : first.includes('/') ? first : first.replace(/\.([^.]+)$/, '/$1'),
  };
}

function messageOf(text: string): GrpcMessage | undefined {
  try {
    const value: unknown = JSON.parse(text === '' ? '{}' : text);
    return typeof value === 'object' && value !== null ? (value as GrpcMessage) : undefined;
  } catch {
    return undefined;
  }
}
