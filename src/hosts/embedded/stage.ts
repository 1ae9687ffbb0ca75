import { createCluster } from '../../engine/index.js';
import type { Cluster, ClusterNetworkOptions } from '../../engine/public-face.js';
import type { Fault } from '../../kube/fault.js';
import type { ClusterPort } from '../../port/port.js';
import type { OpenPager } from '../../shell/commands/less.js';
import { workstationCommands } from '../../shell/commands/workstation.js';
import type { HostCommand } from '../../shell/host-command.js';
import { createSession } from '../../shell/learner-session.js';
import type { Session, SessionTerminal, TerminalFace, TerminalSize } from '../../shell/session.js';
import type { Lang } from '../../words/sentence.js';
import { createDriver, type Driver, type Pace } from './driver.js';
import { createEmbeddedPort } from './port.js';

/** A cluster in this process with a learner's machine beside it. */
export interface EmbeddedStage {
  readonly cluster: Cluster;
  readonly driver: Driver;
  readonly port: ClusterPort;
  readonly session: Session;
  /** The first terminal of the session. */
  readonly terminal: SessionTerminal;
  close(): void;
}

/** A cluster and who owns its time. */
export type Ground = Pick<EmbeddedStage, 'cluster' | 'driver'>;

/** What stands behind a terminal, beside the commands that every learner's machine has. */
export interface StageTerminal {
  readonly commands?: Readonly<Record<string, HostCommand>>;
  readonly output: (text: string, from: 'stdout' | 'stderr') => void;
  readonly promptChanged?: () => void;
  /** Opens the learner's editor on a file of the session; resolves to its exit code. */
  readonly editor?: (path: string, command?: string) => Promise<number>;
  /** What shows the pages of `less`. */
  readonly pager?: OpenPager;
}

/** The terminal told here is the first one. */
export interface StageOptions extends StageTerminal {
  readonly pace: Pace;
  readonly seed: number;
  readonly nodes?: number;
  /** RFC 3339. */
  readonly epoch?: string;
  /** Text of manifests that are applied before anything else, and come to rest. */
  readonly manifests?: readonly string[];
  /** What a lesson or an option says of the network. */
  readonly network?: ClusterNetworkOptions;
  /** What is broken once they have. */
  readonly faults?: readonly Fault[];
  readonly home?: Readonly<Record<string, string>>;
  readonly terminal?: TerminalSize;
  /** What stands behind the others, by number. */
  readonly further?: (terminal: number) => StageTerminal;
  /** Lines that were typed, oldest first. */
  readonly history?: () => readonly string[];
  /** Language of `why`. */
  readonly lang?: Lang;
  /** A step asks for the cause of a failure now: `why` does not tell it. */
  readonly hidesCauses?: () => boolean;
  /** A world that was saved with the same seed, nodes and epoch; manifests are not applied then. */
  readonly world?: unknown;
}

export function createStage(options: StageOptions): EmbeddedStage {
  const { seed, nodes = 3, epoch, manifests = [], home = {}, pace } = options;
  const { world } = options;
  const cluster = createCluster({
    seed,
    nodes,
    ...options.network,
    ...(epoch ? { epoch } : {}),
    ...(world === undefined ? {} : { world }),
  });
  if (world !== undefined) cluster.hangUp();
  else {
    for (const text of manifests) cluster.apply(text);
    if (manifests.length > 0) cluster.settle();
    for (const fault of options.faults ?? []) cluster.fault(fault);
  }
  const driver = createDriver(cluster, pace);
  const port = createEmbeddedPort(cluster, driver);
  const face = ({ output, promptChanged, editor, pager, commands = {} }: StageTerminal): TerminalFace => ({
    commands: {
      ...workstationCommands(port, {
        session: () => session,
        ...(editor ? { editor } : {}),
        ...(pager ? { pager } : {}),
        ...(options.history ? { history: options.history } : {}),
        ...(options.lang ? { lang: options.lang } : {}),
        ...(options.hidesCauses ? { hidesCauses: options.hidesCauses } : {}),
      }),
      ...commands,
    },
    output,
    promptChanged,
  });
  const { further } = options;
  const session: Session = createSession({
    port,
    home,
    seed,
    ...face(options),
    ...(options.terminal ? { terminal: options.terminal } : {}),
    ...(further ? { further: (number: number) => face(further(number)) } : {}),
  });
  const [terminal] = session.terminals();
  if (terminal === undefined) throw new Error('a session has a terminal');
  return {
    cluster,
    driver,
    port,
    session,
    terminal,
    close() {
      session.close();
      driver.stop();
      cluster.close();
    },
  };
}
