/** Containers with their states, as Pods and templates show them. */
import { parseQuantity } from '../../kube/quantity.js';
import type {
  Container,
  ContainerState,
  ContainerStatus,
  EnvVar,
  LifecycleHandler,
  Pod,
  Probe,
} from '../../kube/shapes/pod.js';
import { longTime, orNone } from './common.js';
import type { Page } from './page.js';

export interface ContainersWish {
  readonly title: string;
  readonly containers: readonly Container[];
  readonly statuses: readonly ContainerStatus[];
  /** `'  '` inside of a template. */
  readonly space: string;
  /** Gives field references their values. */
  readonly pod?: Pod;
}

export function containersBlock(page: Page, wish: ContainersWish): void {
  page.raw(`${wish.space}${wish.title}:${wish.containers.length === 0 ? ' <none>' : ''}\n`);
  for (const container of wish.containers) {
    const status = wish.statuses.find(({ name }) => name === container.name);
    page.raw(`  ${wish.space === '' ? '' : ' '}${container.name}:\n`);
    basics(page, container, status);
    words(page, 'Command', container.command);
    words(page, 'Args', container.args);
    if (status) state(page, status);
    resources(page, container);
    probes(page, container);
    environment(page, container, wish.pod);
    mounts(page, container);
  }
}

function basics(page: Page, container: Container, status: ContainerStatus | undefined): void {
  if (status) page.line('    Container ID:', status.containerID ?? '');
  page.line('    Image:', container.image ?? '');
  if (status) page.line('    Image ID:', status.imageID);
  const ports = container.ports ?? [];
  const plural = ports.length > 1 ? 's' : '';
  const text = (figure: (port: (typeof ports)[number]) => number) =>
    ports.map((port) => `${figure(port)}/${port.protocol ?? 'TCP'}${port.name ? ` (${port.name})` : ''}`).join(', ');
  page.line(`    Port${plural}:`, orNone(text(({ containerPort }) => containerPort)));
  page.line(`    Host Port${plural}:`, orNone(text(({ hostPort = 0 }) => hostPort)));
}

function words(page: Page, title: string, list: readonly string[] | undefined): void {
  if (!list?.length) return;
  page.raw(`    ${title}:\n`);
  for (const word of list) for (const line of word.split('\n')) page.raw(`      ${line}\n`);
}

function state(page: Page, status: ContainerStatus): void {
  stateLines(page, 'State', status.state);
  if (status.lastState?.terminated) stateLines(page, 'Last State', status.lastState);
  page.line('    Ready:', status.ready ? 'True' : 'False');
  page.line('    Restart Count:', status.restartCount);
}

function stateLines(page: Page, title: string, state: ContainerState | undefined): void {
  if (state?.running) {
    page.line(`    ${title}:`, 'Running');
    page.line('      Started:', longTime(state.running.startedAt));
  } else if (state?.terminated) {
    const { reason, message, exitCode, signal, startedAt, finishedAt } = state.terminated;
    page.line(`    ${title}:`, 'Terminated');
    if (reason) page.line('      Reason:', reason);
    if (message) page.line('      Message:', message);
    page.line('      Exit Code:', exitCode);
    if (signal) page.line('      Signal:', signal);
    page.line('      Started:', longTime(startedAt));
    page.line('      Finished:', longTime(finishedAt));
  } else {
    page.line(`    ${title}:`, 'Waiting');
    if (state?.waiting?.reason) page.line('      Reason:', state.waiting.reason);
  }
}

function resources(page: Page, { resources: wanted }: Container): void {
  for (const [title, amounts] of [
    ['Limits', wanted?.limits],
    ['Requests', wanted?.requests],
  ] as const) {
    const names = Object.keys(amounts ?? {}).sort();
    if (names.length > 0) page.raw(`    ${title}:\n`);
    for (const name of names) page.line(`      ${name}:`, amounts?.[name] ?? '');
  }
}

function probes(page: Page, container: Container): void {
  if (container.livenessProbe) page.line('    Liveness:', probeText(container.livenessProbe));
  if (container.readinessProbe) page.line('    Readiness:', probeText(container.readinessProbe));
  if (container.startupProbe) page.line('    Startup:', probeText(container.startupProbe));
}

function probeText(probe: Probe): string {
  const times = `delay=${probe.initialDelaySeconds ?? 0}s timeout=${probe.timeoutSeconds ?? 0}s period=${probe.periodSeconds ?? 0}s #success=${probe.successThreshold ?? 0} #failure=${probe.failureThreshold ?? 0}`;
  return `${probe.grpc ? `grpc <pod>:${probe.grpc.port} ${probe.grpc.service ?? ''}` : handlerText(probe)} ${times}`;
}

function handlerText({ exec, httpGet, tcpSocket }: LifecycleHandler): string {
  if (exec) return `exec [${(exec.command ?? []).join(' ')}]`;
  if (httpGet) {
    const path = httpGet.path ?? '';
    const slash = path === '' || path.startsWith('/') ? '' : '/';
    return `http-get ${(httpGet.scheme ?? 'HTTP').toLowerCase()}://${httpGet.host ?? ''}:${httpGet.port}${slash}${path}`;
  }
  return tcpSocket ? `tcp-socket ${tcpSocket.host ?? ''}:${tcpSocket.port}` : 'unknown';
}

function environment(page: Page, { env = [], envFrom = [], ...container }: Container, pod: Pod | undefined): void {
  if (envFrom.length > 0) page.raw('    Environment Variables from:\n');
  for (const { prefix, configMapRef, secretRef } of envFrom) {
    const ref = configMapRef ?? secretRef;
    const kind = configMapRef ? 'ConfigMap' : 'Secret';
    page.line(
      `      ${ref?.name ?? ''}`,
      `${kind}${prefix ? ` with prefix '${prefix}'` : ''}`,
      `Optional: ${ref?.optional ?? false}`,
    );
  }
  page.raw(`    Environment:${env.length === 0 ? '\t<none>' : ''}\n`);
  for (const variable of env) {
    const { fieldRef, resourceFieldRef, secretKeyRef, configMapKeyRef } = variable.valueFrom ?? {};
    const title = `      ${variable.name}:`;
    if (secretKeyRef) {
      page.line(
        title,
        `<set to the key '${secretKeyRef.key}' in secret '${secretKeyRef.name}'>`,
        `Optional: ${secretKeyRef.optional ?? false}`,
      );
    } else if (configMapKeyRef) {
      page.line(
        title,
        `<set to the key '${configMapKeyRef.key}' of config map '${configMapKeyRef.name}'>`,
        `Optional: ${configMapKeyRef.optional ?? false}`,
      );
    } else if (fieldRef) {
      page.line(
        title,
        `${pod ? fieldValue(pod, fieldRef.fieldPath) : ''} (${fieldRef.apiVersion ?? 'v1'}:${fieldRef.fieldPath})`,
      );
    } else if (resourceFieldRef) {
      page.line(title, `${resourceValue(container, resourceFieldRef.resource)} (${resourceFieldRef.resource})`);
    } else plainVariable(page, title, variable);
  }
}

function plainVariable(page: Page, title: string, { value = '' }: EnvVar): void {
  value.split('\n').forEach((line, index) => {
    page.line(index === 0 ? title : '      ', line);
  });
}

function fieldValue({ metadata, spec, status }: Pod, path: string): string {
  const key = /\['(.*)'\]$/.exec(path)?.[1];
  if (key !== undefined)
    return (path.startsWith('metadata.labels') ? metadata.labels : metadata.annotations)?.[key] ?? '';
  const values: Readonly<Record<string, string | undefined>> = {
    'metadata.name': metadata.name,
    'metadata.namespace': metadata.namespace,
    'metadata.uid': metadata.uid,
    'spec.nodeName': spec.nodeName,
    'spec.serviceAccountName': spec.serviceAccountName,
    'status.hostIP': status?.hostIP,
    'status.podIP': status?.podIP,
  };
  return values[path] ?? '';
}

function resourceValue({ resources: wanted }: Pick<Container, 'resources'>, resource: string): string {
  const [part = '', name = ''] = resource.split('.');
  const amount = parseQuantity((part === 'limits' ? wanted?.limits : wanted?.requests)?.[name] ?? '');
  if (!amount) return 'node allocatable';
  // Whole units, rounded up, as the container will see it.
  const unit = 1_000_000_000n;
  return String((amount.nanos + unit - 1n) / unit);
}

function mounts(page: Page, { volumeMounts = [] }: Container): void {
  page.raw(`    Mounts:${volumeMounts.length === 0 ? '\t<none>' : ''}\n`);
  const sorted = [...volumeMounts].sort((left, right) => (left.mountPath < right.mountPath ? -1 : 1));
  for (const { mountPath, name, readOnly, subPath } of sorted) {
    const flags = [readOnly ? 'ro' : 'rw', ...(subPath ? [`path="${subPath}"`] : [])];
    page.raw(`      ${mountPath} from ${name} (${flags.join(',')})\n`);
  }
}
