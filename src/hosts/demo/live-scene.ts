import type { FileStore } from '../../sh/files.js';
import type { HostCommand } from '../../shell/host-command.js';
import { type ClusterWatch, watchCluster } from '../../ui/cluster/cluster-watch.js';
import { createEmbeddedPort } from '../embedded/port.js';
import {
  DEMO_EPOCH,
  openSceneStage,
  type SceneMoment,
  type SceneStage,
  type SceneStageOptions,
} from './scene-stage.js';

/** A scene that the class sees: its world, and what the cluster pane knows of it. */
export interface LiveScene {
  readonly scene: SceneStage;
  readonly cluster: ClusterWatch;
  /** The goals were looked at: what was hidden may be known now. */
  told(): void;
  /** Looks at the goals again after a command of the instructor's own. */
  look(command: string): Promise<void>;
  close(): void;
}

export interface LiveSceneOptions extends Omit<SceneStageOptions, 'commands' | 'moment'> {
  readonly moment: SceneMoment;
  readonly commands: (files: () => FileStore, scene: () => SceneStage) => Readonly<Record<string, HostCommand>>;
  readonly changed: () => void;
}

/** Opens the scene; resolves when the cluster pane has its picture. */
export async function openLiveScene({ commands, changed, ...options }: LiveSceneOptions): Promise<LiveScene> {
  const scene: SceneStage = await openSceneStage({
    ...options,
    commands: commands(
      () => scene.stage.session.files,
      () => scene,
    ),
  });
  const { cluster: world, driver } = scene.stage;
  // Who only looks on takes no time: the world is the same with and without spectators.
  const cluster = watchCluster(createEmbeddedPort(world, driver, 0), Date.parse(DEMO_EPOCH));
  const hideCauses = () => cluster.hideCauses(scene.hidesCauses());
  hideCauses();
  await filled(cluster);
  cluster.subscribe(changed);
  return {
    scene,
    cluster,
    told: hideCauses,
    async look(command) {
      await scene.run.check(command);
      hideCauses();
      changed();
    },
    close() {
      cluster.close();
      scene.close();
    },
  };
}

/** Until nodes and Pods are known. */
function filled(cluster: ClusterWatch): Promise<void> {
  return new Promise((resolve) => {
    const isFilled = () => {
      const { nodes, pods } = cluster.state();
      return Object.keys(nodes).length > 0 && Object.keys(pods).length > 0;
    };
    const leave = cluster.subscribe(() => {
      if (!isFilled()) return;
      leave();
      resolve();
    });
  });
}
