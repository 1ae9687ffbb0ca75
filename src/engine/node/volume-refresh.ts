import type { Pod, Volume } from '../../kube/shapes/pod.js';
import type { Sim } from '../../sim/index.js';
import type { Controller } from '../control/controller.js';
import { keyOf } from '../control/keys.js';
import type { Kubelet } from './kubelet-parts.js';
import { mountVolume } from './sandbox.js';
import { sourcesOf } from './volume-sources.js';

/** A kubelet looks at the volumes of each of its Pods once in a minute or a little more; Pods have their turns apart. */
const PERIOD_MS = 60_000;
const SPREAD_MS = 30_000;

/** Brings changed ConfigMaps and Secrets into the volumes of Pods that run already, when their kubelet comes round. */
export function volumeRefresh(sim: Sim, kubelets: ReadonlyMap<string, Kubelet>): Controller {
  sim.on('kubelet/volumes', ({ node, pod }: { node: string; pod: string }) => {
    const kubelet = kubelets.get(node);
    if (kubelet) refresh(kubelet, pod);
  });
  return {
    name: 'kubelet/volumes',
    watches: {
      configmaps: ({ object }) => [`configMap ${keyOf(object)}`],
      secrets: ({ object }) => [`secret ${keyOf(object)}`],
    },
    reconcile(source) {
      for (const [node, { memory }] of kubelets) {
        for (const pod of memory.mounted.get(source) ?? []) {
          sim.schedule('kubelet/volumes', { node, pod }, { delay: untilTurn(sim.now(), pod), background: true });
        }
      }
      return undefined;
    },
  };
}

function refresh(kubelet: Kubelet, key: string): void {
  const pod = kubelet.api.get<Pod>('pods', key);
  const work = kubelet.memory.pods.get(key);
  if (pod === undefined || work === undefined || work.uid !== pod.metadata.uid || work.ip === '') return;
  for (const volume of pod.spec.volumes ?? []) {
    const isLive =
      sourcesOf(volume, pod.metadata.namespace ?? 'default').length > 0 && !isMountedByPartsOnly(pod, volume);
    if (isLive) mountVolume(kubelet, { pod, work, volume });
  }
}

/** What is mounted by `subPath` stays as it was. */
function isMountedByPartsOnly({ spec }: Pod, { name }: Volume): boolean {
  const mounts = [...spec.containers, ...(spec.initContainers ?? [])].flatMap(({ volumeMounts = [] }) => volumeMounts);
  const own = mounts.filter((mount) => mount.name === name);
  return own.length > 0 && own.every((mount) => 'subPath' in mount || 'subPathExpr' in mount);
}

function untilTurn(now: number, pod: string): number {
  let hash = 0;
  for (let at = 0; at < pod.length; at += 1) hash = (Math.imul(hash, 31) + pod.charCodeAt(at)) >>> 0;
  const period = PERIOD_MS + (hash % SPREAD_MS);
  return period - ((now + hash) % period);
}
