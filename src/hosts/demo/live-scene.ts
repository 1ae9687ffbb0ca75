import { hiddenFacts } from '../../course/hidden-fact.js';
import type { FileStore } from '../../sh/files.js';
import type { HostCommand } from '../../shell/host-command.js';
import { type ClusterWatch, watchCluster } from '../../ui/cluster/cluster-watch.js';
import { createEmbeddedPort } from '../embedded/port.js';
import type { EmbeddedStage } from '../embedded/stage.js';
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
  /** The scene as those see it who only look on: that takes no time. */
  readonly watched: EmbeddedStage;
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
  // The world is the same with and without spectators.
  const watched = { ...scene.stage, port: createEmbeddedPort(world, driver, 0) };
  const cluster = watchCluster(watched.port, Date.parse(DEMO_EPOCH));
  const hide = () => {
    const { causes, facts } = hiddenFacts(scene.run.step, scene.run.state.goals);
    cluster.hide(causes, facts);
  };
  hide();
  await filled(cluster);
  cluster.subscribe(changed);
  return {
    scene,
    cluster,
    watched,
    told: hide,
    async look(command) {
      await scene.run.check(command);
      hide();
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
