import type { Transport } from '../client/transport.js';
import type { Pod } from '../kube/shapes/pod.js';
import type { AbortSignalLike, Clock } from '../port/port.js';

/** All that a kubectl command touches besides the API server. */
export interface KubectlEnv {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly stdin: InputText;
  /** The way to a server that the kubeconfig and the flags name. */
  readonly connect: (target: ServerTarget) => Transport;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly files: FileAccess;
  readonly clock: Pick<Clock, 'now' | 'sleep'>;
  /** Aborts when the user interrupts the command. */
  readonly signal: AbortSignalLike;
  /** Present when standard output is a terminal. */
  readonly terminal?: TerminalFace;
  /** Opens an editor on a file: the one that `KUBE_EDITOR` or `EDITOR` names, if they do. Resolves to its exit code. */
  readonly editor?: (path: string, command?: string) => Promise<number>;
  /** Listens on a local port and carries its connections to a Pod's port; absent where nobody can listen. */
  readonly portForward?: (request: PortForwardRequest) => Promise<PortForward | ListenFailure>;
  /** Number of the command's process, as log lines carry it. */
  readonly pid?: number;
  /** Random text for names of temporary files and the like. */
  readonly random?: () => number;
}

export interface InputText {
  /** The next piece of text, `null` at the end. */
  read(): Promise<string | null>;
  readonly isTerminal: boolean;
}

export interface TerminalFace {
  size(): { readonly columns: number; readonly rows: number };
  /** Calls back after each change of size; returns the undo. */
  onResize?(listener: () => void): () => void;
  /** Hands keys over as they come, without echo; returns the undo. */
  raw?(): () => void;
}

/** Which server, and as whom. */
export interface ServerTarget {
  /** `https://127.0.0.1:6443`. */
  readonly server: string;
  readonly certificateAuthority?: PemSource;
  readonly insecure?: boolean;
  readonly token?: string;
  readonly username?: string;
  readonly password?: string;
  readonly clientCertificate?: PemSource;
  readonly clientKey?: PemSource;
  readonly timeoutMs?: number;
}

/** PEM as base64 text, or a file that holds it. */
export type PemSource = { readonly data: string } | { readonly file: string };

/** Files of the machine that the command runs on; relative paths start at `cwd`. */
export interface FileAccess {
  read(path: string): Promise<string | FileFailure>;
  write(path: string, text: string): Promise<FileFailure | undefined>;
  /** Names in a directory, sorted; a directory's name ends with `/`. */
  list(path: string): Promise<readonly string[] | FileFailure>;
  remove?(path: string): Promise<FileFailure | undefined>;
  /** With those above it; one that is there already is no failure. */
  makeDirectory?(path: string): Promise<FileFailure | undefined>;
}

export interface FileFailure {
  readonly error: 'missing' | 'directory' | 'not-a-directory' | 'denied' | 'other';
  /** The words of the system, e.g. `no such file or directory`. */
  readonly message: string;
}

export interface PortForwardRequest {
  readonly pod: Pod;
  /** What the user named instead of a Pod: `service/web`. */
  readonly chosenFor?: string;
  readonly address: string;
  /** 0 = any. */
  readonly localPort: number;
  readonly podPort: number;
  readonly onConnection: () => void;
  /** What went wrong with one connection: in the words of the kubelet, or the stream could not be opened in time. */
  readonly onError: (failure: { readonly message: string; readonly at: 'stream' | 'pod' }) => void;
  /** The way to the Pod is gone. */
  readonly onLost: () => void;
}

export interface PortForward {
  readonly localPort: number;
  close(): void;
}

/** Why nobody listens: the words of the system, e.g. `address already in use`. */
export interface ListenFailure {
  readonly listenError: string;
}
