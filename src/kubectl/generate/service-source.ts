/** Selector and ports of the objects that `expose` takes: polymorphichelpers. */
import { goText } from '../../kube/go-value.js';
import type { KubeObject, LabelSelector } from '../../kube/shapes/meta.js';
import type { Pod, PodSpec } from '../../kube/shapes/pod.js';
import type { Service } from '../../kube/shapes/service.js';
import { CommandError } from '../failures.js';

export interface ServiceSource {
  /** Throws CommandError when no plain selector can be made. */
  selector(object: KubeObject): Readonly<Record<string, string>>;
  ports(object: KubeObject): readonly SourcePort[];
}

export interface SourcePort {
  readonly port: number;
  readonly protocol: string;
}

interface Workload extends KubeObject {
  readonly spec: { readonly selector?: LabelSelector; readonly template?: { readonly spec?: PodSpec } };
}

const WORKLOAD: ServiceSource = {
  selector(object) {
    const { matchLabels, matchExpressions = [] } = (object as Workload).spec.selector ?? {};
    if (matchExpressions.length > 0) {
      throw new CommandError(
        `couldn't retrieve selectors via --selector flag or introspection: couldn't convert expressions - "${goText(matchExpressions)}" to map-based selector format`,
      );
    }
    return matchLabels ?? {};
  },
  ports: (object) => containerPorts((object as Workload).spec.template?.spec),
};

export const SERVICE_SOURCES: Readonly<Record<string, ServiceSource>> = {
  Pod: {
    selector({ metadata }) {
      if (Object.keys(metadata.labels ?? {}).length > 0) return metadata.labels ?? {};
      throw new CommandError(
        "couldn't retrieve selectors via --selector flag or introspection: the pod has no labels and cannot be exposed",
      );
    },
    ports: (object) => containerPorts((object as Pod).spec),
  },
  Service: {
    selector(object) {
      const { selector = {} } = (object as Service).spec;
      if (Object.keys(selector).length > 0) return selector;
      throw new CommandError(
        "couldn't retrieve selectors via --selector flag or introspection: the service has no pod selector set",
      );
    },
    ports: (object) => ((object as Service).spec.ports ?? []).map(({ port, protocol = 'TCP' }) => ({ port, protocol })),
  },
  Deployment: WORKLOAD,
  ReplicaSet: WORKLOAD,
  ReplicationController: WORKLOAD,
};

function containerPorts(spec: PodSpec | undefined): readonly SourcePort[] {
  return (spec?.containers ?? []).flatMap(({ ports = [] }) =>
    ports.map(({ containerPort, protocol = 'TCP' }) => ({ port: containerPort, protocol })),
  );
}
