/** The face between programs and the machine they run on. A program is a step function over plain data. */

/** A program that runs outside of the world, in its own time (kubectl in the learner's session). */
export interface HostProgram {
  readonly host: true;
}

/** A program of a machine: `nginx`, `cat`, `sh`. Its frame is JSON-able data that only it changes. */
export interface Program<Frame = unknown> {
  /** The frame of a new process. */
  start(process: ProcessInfo): Frame;
  /**
   * Runs until the program ends (an exit code), or cannot go on (`undefined`). Before it returns `undefined` it has asked
   * `sys` for something that would block (a read without data, a sleep, a child that still runs); it is called again when
   * one of those may have changed, perhaps in vain, and then simply asks again. Without any such wish it is called again
   * in the next slice, so that long work can give way.
   */
  step(frame: Frame, sys: Sys): number | undefined;
  /** Signals that the program takes from `sys.takeSignal`; the others end it (process 1 of a container ignores them, but for KILL). */
  readonly handles?: readonly Signal[];
}

export type Signal = 'INT' | 'TERM' | 'KILL' | 'HUP' | 'QUIT' | 'PIPE' | 'TSTP' | 'CONT' | 'USR1' | 'USR2';

export interface ProcessInfo {
  readonly pid: number;
  readonly ppid: number;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/**
 * System calls. What would block says so with `undefined` and remembers the wish; touching `net` counts as one. Errors of
 * files are values. One object serves all processes of a machine: it is only good during a step.
 */
export interface Sys extends ProcessInfo {
  readonly files: Files;
  readonly net: Net;
  /** Name of the machine, as `hostname` prints it. */
  readonly hostname: string;
  /** Virtual time in ms since 1970. */
  now(): number;
  /** A float in [0, 1) from the world's chance. */
  random(): number;
  /** Text that has arrived, `null` at the end, `undefined` when there is none yet. */
  read(fd: number): string | null | undefined;
  /** One line with its line feed (the last may lack it), `null` at the end, `undefined` when it is not whole yet. */
  readLine(fd: number): string | null | undefined;
  /** `true` when taken, `undefined` when the pipe is full (nothing was written). A closed reader ends the process by PIPE. */
  write(fd: number, text: string): true | undefined;
  /** Opens a file (relative to `cwd`), returns its descriptor or an error word. */
  open(path: string, mode: 'read' | 'write' | 'append'): number | FileError;
  close(fd: number): void;
  isTerminal(fd: number): boolean;
  /** Size of the terminal behind the process, 80 x 24 without one. */
  terminalSize(): { readonly columns: number; readonly rows: number };
  /** Starts a process; `fds` maps its descriptors to ours (default 0, 1, 2). Returns its pid, or `undefined` when no such program exists. */
  spawn(options: SpawnOptions): number | undefined;
  /** Becomes another program with the same pid; then the step must return `undefined`. `false` when there is no such program. */
  exec(options: SpawnOptions): boolean;
  /** Where a program lies, as `command -v` prints it. */
  find(name: string, path?: string): string | undefined;
  /** Changes `cwd`; the path is absolute and exists. */
  changeDirectory(path: string): void;
  /** A pipe: `[read end, write end]`. */
  pipe(): readonly [number, number];
  /** Exit code of a child once (128 + n after a signal), `undefined` while it runs. */
  wait(pid: number): number | undefined;
  /** A negative pid means a whole process group. `false` when there is nobody. */
  kill(pid: number, signal: Signal): boolean;
  processes(): readonly ProcessEntry[];
  /** `true` once virtual time has come that far; else remembers to wake the process. */
  sleepUntil(time: number): boolean;
  /** The next signal that the program handles, `undefined` when none came. Asking means waiting for one, too. */
  takeSignal(): Signal | undefined;
  /** From now on the program takes these signals itself, instead of what `Program.handles` says. */
  handle(signals: readonly Signal[]): void;
  /** Asks to be called again in the next slice, whatever else was asked. */
  giveWay(): void;
  /** Gives an interactive shell's prompt to the terminal, which then waits for a line (`undefined` takes it back). */
  prompt(text: string | undefined): void;
}

/** What `ps` shows. */
export interface ProcessEntry {
  readonly pid: number;
  readonly ppid: number;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export interface SpawnOptions {
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly fds?: Readonly<Record<number, number>>;
  /** Starts this program with this frame instead of looking `argv[0]` up: how a shell forks itself. */
  readonly fork?: { readonly program: string; readonly frame: unknown };
  /** The child leads a process group of its own (background jobs), so that Ctrl-C does not reach it. */
  readonly group?: boolean;
}

export type FileError = 'ENOENT' | 'EISDIR' | 'ENOTDIR' | 'EACCES' | 'EEXIST' | 'ENOTEMPTY' | 'EROFS' | 'ENOSPC';

/** A machine's files; paths are absolute. Text only. */
export interface Files {
  stat(path: string): FileStat | undefined;
  read(path: string): string | FileError;
  write(path: string, text: string): true | FileError;
  append(path: string, text: string): true | FileError;
  list(path: string): readonly string[] | FileError;
  makeDirectory(path: string): true | FileError;
  remove(path: string): true | FileError;
  rename(from: string, to: string): true | FileError;
  changeMode(path: string, mode: number): true | FileError;
}

export interface FileStat {
  readonly type: 'file' | 'directory';
  readonly size: number;
  readonly mode: number;
  /** Virtual time in ms since 1970. */
  readonly mtime: number;
}

export type NetProtocol = 'TCP' | 'UDP' | 'SCTP';

/** The network as a process sees it. Handles are small integers; every question may be asked again. */
export interface Net {
  /**
   * Starts a name query for addresses through the machine's resolv.conf and hosts file; the answer is asked with `resolved`. As C
   * libraries do, it asks for both families at once where nothing else is said.
   */
  resolve(name: string, types?: readonly AddressType[]): number;
  /** The machine's own resolver settings may be passed by: queries exactly this name at this server. */
  query(question: DirectQuery): number;
  /** `undefined` while it is under way. */
  resolved(query: number): Resolution | undefined;
  /** Starts a connection to an IP address. The name that was asked for is kept for the trace. */
  connect(target: {
    readonly ip: string;
    readonly port: number;
    readonly protocol?: NetProtocol;
    readonly host?: string;
  }): number;
  /** What became of a socket. */
  state(socket: number): SocketState;
  /** Like `Sys.read`, on a socket. */
  receive(socket: number): string | null | undefined;
  send(socket: number, text: string): boolean;
  /** `send` and `close` in one: the goodbye travels with the text. */
  sendLast(socket: number, text: string): boolean;
  /** Sends what is left and says goodbye; the other side reads its end. */
  close(socket: number): void;
  /** A listening socket, or why there is none. `ip` is `0.0.0.0`, `127.0.0.1` or an own address. */
  listen(options: {
    readonly ip: string;
    readonly port: number;
    readonly protocol?: NetProtocol;
    /** The program hears of a connection when its client has said something (Linux: TCP_DEFER_ACCEPT). */
    readonly isPatient?: boolean;
  }): number | 'EADDRINUSE' | 'EACCES';
  /** The next connection that came in, `undefined` when there is none. */
  accept(socket: number): number | undefined;
  /** Both ends of a connection as this side sees them. */
  ends(socket: number): { readonly local: SocketAddress; readonly remote: SocketAddress } | undefined;
  /**
   * Tells the trace what was answered (an HTTP status), so that goals can look at it. A server that hands a request on adds to its
   * client's trace what it decided (`hop`), and the way that it opened for it (`through`, a socket of its own).
   */
  note(
    socket: number,
    note: { readonly httpStatus?: number; readonly hop?: TraceNote; readonly through?: number },
  ): void;
  /** What becomes of an ICMP echo request to that address. */
  echo(ip: string): EchoFate;
  /** All sockets of the machine's network, as `ss` and `netstat` list them. */
  sockets(): readonly ListedSocket[];
  /** Own addresses, first the Pod's or node's. */
  addresses(): readonly string[];
  /** Interfaces, routes and neighbours, as `ip` shows them. */
  routing(): Routing;
  /** The route that a packet to that address would take. */
  route(ip: string): Route | undefined;
}

export interface Routing {
  readonly interfaces: readonly Interface[];
  /** Of both families. */
  readonly routes: readonly Route[];
  readonly neighbours: readonly Neighbour[];
}

export interface Interface {
  readonly name: string;
  readonly index: number;
  /** Number of the interface at the other end of the cable. */
  readonly peer?: number;
  readonly mac: string;
  readonly addresses: readonly {
    readonly ip: string;
    readonly prefix: number;
    readonly scope: 'host' | 'global' | 'link';
  }[];
}

export interface Route {
  /** `default`, a network or one address. */
  readonly dest: string;
  readonly via?: string;
  readonly dev: string;
  readonly proto?: 'kernel';
  readonly scope?: 'link' | 'host';
  readonly src?: string;
}

export interface Neighbour {
  readonly ip: string;
  readonly dev: string;
  readonly mac: string;
  readonly state: 'REACHABLE';
}

export type AddressType = 'A' | 'AAAA';

/** A question to one DNS server. */
export interface DirectQuery {
  readonly name: string;
  readonly type: string;
  /** Default: those of resolv.conf. */
  readonly server?: string;
  /** Default 53. */
  readonly port?: number;
  /** How long one try waits, and how many there are; default: what resolv.conf says. */
  readonly timeoutMs?: number;
  readonly attempts?: number;
  readonly isTcp?: boolean;
  /** A server that asks another leaves no trace of its own. */
  readonly isUntraced?: boolean;
  /** Message id, and what EDNS says. */
  readonly id?: number;
  readonly udpSize?: number;
  readonly cookie?: string;
  /** An answer that did not fit is taken as it is, not asked for again over TCP. */
  readonly ignoresTruncation?: boolean;
}

/** One step of a request that only a program knows of. */
export interface TraceNote {
  readonly hop: string;
  readonly verdict: 'ok' | 'refused' | 'timeout' | 'dropped' | 'reset' | 'unresolved' | 'unreachable';
  readonly reason: string;
  readonly args: Readonly<Record<string, string | number | boolean | readonly string[]>>;
}

export interface EchoFate {
  /** `refused`: a rule on the way says that the port is unreachable. */
  readonly outcome: 'reply' | 'lost' | 'unreachable' | 'refused';
  /** There and back. */
  readonly ms: number;
  /** Addresses of the routers on the way. */
  readonly routers: readonly string[];
}

export interface ListedSocket {
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  readonly state: 'listening' | SocketState;
  readonly local: SocketAddress;
  /** Of a listener: nobody. */
  readonly remote?: SocketAddress;
}

export interface SocketAddress {
  readonly ip: string;
  readonly port: number;
}

export type SocketState = 'connecting' | 'open' | 'refused' | 'timeout' | 'unreachable' | 'reset' | 'closed';

export interface Resolution {
  readonly rcode: 'NOERROR' | 'NXDOMAIN' | 'SERVFAIL' | 'REFUSED' | 'TIMEOUT';
  readonly records: readonly DnsRecord[];
  /** Names that were asked, in order. */
  readonly queries: readonly string[];
  readonly server: string;
  /** Of the last answer, for programs that show it whole. */
  readonly authoritative?: boolean;
  readonly recursive?: boolean;
  readonly truncated?: boolean;
  readonly authority?: readonly DnsRecord[];
  readonly additional?: readonly DnsRecord[];
  /** It came over TCP. */
  readonly isTcp?: boolean;
}

export interface DnsRecord {
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  readonly data: string;
}
