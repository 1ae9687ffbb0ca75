import type { Pod } from '../../../kube/shapes/pod.js';
import type { Service } from '../../../kube/shapes/service.js';
import type { Sim } from '../../../sim/index.js';
import { keyOf } from '../../control/keys.js';
import { readyCondition } from '../pod-facts.js';

/** Replaced as a whole, so that snapshots may share it. */
interface Seen {
  readonly service: string | undefined;
  readonly pods: Readonly<Record<string, string>>;
}

export interface TriggerTimes {
  /** The earliest time that is new since the last call; none when nothing changed (upstream's TriggerTimeTracker). */
  changed(service: Service, pods: readonly Pod[]): string | undefined;
  forget(key: string): void;
}

export function createTriggerTimes(sim: Sim, name: string): TriggerTimes {
  let seen = new Map<string, Seen>();
  sim.registry.register(`controllers/${name}-trigger-times`, {
    save: () => [...seen],
    load: (data) => {
      seen = new Map(data as [string, Seen][]);
    },
  });
  return {
    changed(service, pods) {
      const before = seen.get(keyOf(service));
      const now: Seen = { service: service.metadata.creationTimestamp, pods: timesOf(pods) };
      seen.set(keyOf(service), now);
      const times = Object.entries(now.pods).flatMap(([pod, time]) =>
        before && before.pods[pod] === time ? [] : [time],
      );
      const all = now.service !== undefined && before?.service !== now.service ? [...times, now.service] : times;
      return all.reduce<string | undefined>(
        (least, time) => (least === undefined || time < least ? time : least),
        undefined,
      );
    },
    forget: (key) => seen.delete(key),
  };
}

function timesOf(pods: readonly Pod[]): Readonly<Record<string, string>> {
  const times: Record<string, string> = {};
  for (const pod of pods) {
    const time = readyCondition(pod)?.lastTransitionTime;
    if (time) times[pod.metadata.name ?? ''] = time;
  }
  return times;
}
