import { ApiError } from '../../kube/api-error.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Pod, PodTemplateSpec } from '../../kube/shapes/pod.js';
import type { ClusterApi } from '../control/cluster-api.js';
import type { EventRecorder } from '../control/events.js';
import { controllerReference } from './owners.js';

interface Hands {
  readonly api: ClusterApi;
  readonly recorder: EventRecorder;
}

/** Creates one Pod from a template and tells so in an event on its owner (upstream's RealPodControl). */
export function createPod({ api, recorder }: Hands, owner: KubeObject, template: PodTemplateSpec): Pod {
  try {
    const pod = api.create<Pod>('pods', podFrom(owner, template));
    recorder.event(owner, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`);
    return pod;
  } catch (error) {
    if (error instanceof ApiError && !isNamespaceTerminating(error)) {
      recorder.event(owner, 'Warning', 'FailedCreate', `Error creating: ${error.message}`);
    }
    throw error;
  }
}

export function deletePod({ api, recorder }: Hands, owner: KubeObject, pod: Pod): void {
  const name = pod.metadata.name ?? '';
  try {
    api.delete('pods', { namespace: pod.metadata.namespace ?? '', name });
    recorder.event(owner, 'Normal', 'SuccessfulDelete', `Deleted pod: ${name}`);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.reason === 'NotFound') return;
    recorder.event(owner, 'Warning', 'FailedDelete', `Error deleting: ${error.message}`);
    throw error;
  }
}

export function podFrom(owner: KubeObject, template: PodTemplateSpec): Pod {
  const { labels, annotations, finalizers } = template.metadata ?? {};
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: `${owner.metadata.name}-`,
      namespace: owner.metadata.namespace ?? '',
      ...(labels ? { labels } : {}),
      ...(annotations ? { annotations } : {}),
      ...(finalizers ? { finalizers } : {}),
      ownerReferences: [controllerReference(owner)],
    },
    spec: template.spec,
  };
}

function isNamespaceTerminating(error: ApiError): boolean {
  return error.status.details?.causes?.some((cause) => cause.reason === 'NamespaceTerminating') ?? false;
}
