import { humanDuration } from '../../kube/duration.js';
import type { Pod } from '../../kube/shapes/pod.js';
import {
  annotationsBlock,
  controllerOf,
  longTime,
  orNone,
  pairsBlock,
  spreadBlock,
  tolerationsBlock,
} from './common.js';
import { containersBlock } from './containers.js';
import { type DescribeContext, eventsBlock } from './events.js';
import type { Page } from './page.js';
import { volumesBlock } from './volumes.js';

export async function describePod(page: Page, pod: Pod, context: DescribeContext): Promise<void> {
  const { metadata, spec, status } = pod;
  page.line('Name:', metadata.name ?? '');
  page.line('Namespace:', metadata.namespace ?? '');
  page.line('Priority:', spec.priority ?? '<none>');
  if (spec.priorityClassName) page.line('Priority Class Name:', spec.priorityClassName);
  if (spec.serviceAccountName) page.line('Service Account:', spec.serviceAccountName);
  page.line('Node:', spec.nodeName ? `${spec.nodeName}/${status?.hostIP ?? ''}` : '<none>');
  if (status?.startTime) page.line('Start Time:', longTime(status.startTime));
  pairsBlock(page, 'Labels', metadata.labels);
  annotationsBlock(page, 'Annotations', metadata.annotations);
  statusLines(page, pod, context.now);
  addresses(page, pod);
  const controller = controllerOf(pod);
  if (controller !== undefined) page.line('Controlled By:', controller);
  if (status?.nominatedNodeName) page.line('NominatedNodeName:', status.nominatedNodeName);
  if (spec.initContainers?.length) {
    const statuses = status?.initContainerStatuses ?? [];
    containersBlock(page, { title: 'Init Containers', containers: spec.initContainers, statuses, space: '', pod });
  }
  const statuses = status?.containerStatuses ?? [];
  containersBlock(page, { title: 'Containers', containers: spec.containers, statuses, space: '', pod });
  if (spec.ephemeralContainers?.length) {
    const added = status?.ephemeralContainerStatuses ?? [];
    containersBlock(page, {
      title: 'Ephemeral Containers',
      containers: spec.ephemeralContainers,
      statuses: added,
      space: '',
      pod,
    });
  }
  conditions(page, pod);
  volumesBlock(page, spec.volumes, '');
  page.line('QoS Class:', status?.qosClass ?? '');
  pairsBlock(page, 'Node-Selectors', spec.nodeSelector);
  tolerationsBlock(page, 'Tolerations', spec.tolerations);
  spreadBlock(page, 'Topology Spread Constraints', spec);
  await eventsBlock(page, pod, context);
}

function statusLines(page: Page, { metadata, status }: Pod, now: number): void {
  if (metadata.deletionTimestamp) {
    page.line('Status:', `Terminating (lasts ${humanDuration(now - Date.parse(metadata.deletionTimestamp))})`);
    page.line('Termination Grace Period:', `${metadata.deletionGracePeriodSeconds ?? 0}s`);
  } else page.line('Status:', status?.phase ?? '');
  if (status?.reason) page.line('Reason:', status.reason);
  if (status?.message) page.line('Message:', status.message);
}

function addresses(page: Page, { status }: Pod): void {
  page.line('IP:', status?.podIP ?? '');
  const list = status?.podIPs ?? [];
  if (list.length === 0) {
    page.line('IPs:', '<none>');
    return;
  }
  page.raw('IPs:\n');
  for (const { ip } of list) page.line('  IP:', ip);
}

function conditions(page: Page, { spec, status }: Pod): void {
  const list = status?.conditions ?? [];
  const statusOf = (type: string) => list.find((condition) => condition.type === type)?.status;
  if (spec.readinessGates?.length) {
    page.raw('Readiness Gates:\n  Type\tStatus\n');
    for (const { conditionType } of spec.readinessGates) {
      page.line(`  ${conditionType} `, `${orNone(statusOf(conditionType))} `);
    }
  }
  if (list.length === 0) return;
  page.raw('Conditions:\n  Type\tStatus\n');
  for (const condition of list) page.line(`  ${condition.type} `, `${condition.status} `);
}
