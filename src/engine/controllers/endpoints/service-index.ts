import type { Service } from '../../../kube/shapes/service.js';
import type { Sim } from '../../../sim/index.js';
import type { Change, ClusterReader } from '../../control/cluster-api.js';
import { keyOf } from '../../control/keys.js';
import { hasAll, type Labels } from '../selector.js';

/** Finds the Services that select a Pod without walking them: each is filed under one pair of its selector. */
export interface ServiceIndex {
  /** Keys of the Services that the change concerns, for `watches.services`. */
  update(change: Change): readonly string[];
  /** Keys of the Services of that namespace that select these labels. */
  selecting(namespace: string, labels: Labels): readonly string[];
}

type Filed = Map<string, Map<string, Labels>>;

const NONE: ReadonlyMap<string, Labels> = new Map();

/** Derived from the store: built when first asked for, and again after a restore. */
export function createServiceIndex(sim: Sim, api: Pick<ClusterReader, 'list'>): ServiceIndex {
  let filed: Filed | undefined;
  sim.registry.register('controllers/service-index', {
    save: () => null,
    load: () => {
      filed = undefined;
    },
  });
  const index = () => {
    filed ??= build(api.list<Service>('services'));
    return filed;
  };
  return {
    update({ type, object, previous }) {
      if (filed !== undefined) {
        if (previous) remove(filed, previous as Service);
        if (type === 'DELETED') remove(filed, object as Service);
        else add(filed, object as Service);
      }
      return [keyOf(object)];
    },
    selecting(namespace, labels) {
      const all = index();
      const found: string[] = [];
      const look = (drawer: string) => {
        for (const [key, selector] of all.get(drawer) ?? NONE) if (hasAll(labels, selector)) found.push(key);
      };
      look(`${namespace}/`);
      for (const key in labels) look(`${namespace}/${key}=${labels[key]}`);
      return found;
    },
  };
}

function build(services: readonly Service[]): Filed {
  const filed: Filed = new Map();
  for (const service of services) add(filed, service);
  return filed;
}

function add(filed: Filed, service: Service): void {
  const { selector } = service.spec;
  if (selector === undefined) return;
  const drawer = drawerOf(service);
  const services = filed.get(drawer) ?? new Map<string, Labels>();
  filed.set(drawer, services.set(keyOf(service), selector));
}

function remove(filed: Filed, service: Service): void {
  filed.get(drawerOf(service))?.delete(keyOf(service));
}

function drawerOf({ metadata, spec }: Service): string {
  const pairs = Object.entries(spec.selector ?? {}).map(([key, value]) => `${key}=${value}`);
  return `${metadata.namespace ?? ''}/${pairs.sort()[0] ?? ''}`;
}
