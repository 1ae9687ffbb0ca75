import type { FileLayer, LayerFiles } from '../../../sh/files.js';
import type { Program } from '../../../sh/program.js';

/** What the registry knows of one image. */
export interface Image {
  /** `docker.io/library/nginx:latest`. */
  readonly reference: string;
  /** `docker.io/library/nginx@sha256:…`, as a container status shows it. */
  readonly imageID: string;
  /** Compressed size in bytes, as pull events tell. */
  readonly size: number;
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly workdir: string;
  readonly uid: number;
  /** The signal that asks process 1 to end. */
  readonly stopSignal: 'TERM' | 'QUIT';
  readonly layer: FileLayer;
  programs(name: string): Program | undefined;
}

/** One line of the catalogue. */
export interface ImageRecipe {
  /** Repository with its registry; `*` stands for one path word. */
  readonly repository: string;
  readonly hasTag: (tag: string) => boolean;
  readonly size: number;
  readonly entrypoint?: readonly string[];
  readonly cmd?: readonly string[];
  readonly env?: (name: string, tag: string) => Readonly<Record<string, string>>;
  readonly workdir?: string;
  readonly uid?: number;
  readonly stopSignal?: 'TERM' | 'QUIT';
  readonly files?: LayerFiles;
  /** Programs beside the base ones, by name. */
  readonly programs: Readonly<Record<string, Program>>;
  /** Without a shell: only its own programs are there. */
  readonly scratch?: boolean;
}
