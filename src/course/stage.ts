import type { ClusterPort } from '../port/port.js';
import type { HostCommand } from '../shell/host-command.js';
import type { Lesson } from './lesson.js';

/** A cluster with a lesson's world, and a shell beside it: where lessons are played and proved. */
export interface Stage {
  readonly port: ClusterPort;
  /** Runs shell text as the learner would and lets the world come to rest. */
  run(text: string): Promise<Ran>;
  snapshot(): unknown;
  restore(snapshot: unknown): void;
  close(): void;
}

export interface Ran {
  readonly status: number;
  /** What the terminal showed. */
  readonly output: string;
}

/** Opens a stage; `commands` are the course's own (`answer`). */
export type OpenStage = (lesson: Lesson, commands: Readonly<Record<string, HostCommand>>) => Promise<Stage>;
