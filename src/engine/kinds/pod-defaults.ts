import { canonicalQuantity } from '../../kube/quantity.js';
import type {
  Container,
  EnvVar,
  HttpGetAction,
  LifecycleHandler,
  Pod,
  PodSpec,
  PodTemplateSpec,
  Probe,
  Resources,
  Volume,
} from '../../kube/shapes/pod.js';

const FILE_MODE = 420;

let lastGiven: PodSpec | undefined;
let lastMade: PodSpec | undefined;

/** Upstream's defaults of a Pod: those of any Pod spec, and a few that templates do not get. Pods of one template share theirs. */
export function podDefaults(pod: Pod): Pod {
  const given = pod.spec ?? { containers: [] };
  if (lastMade !== undefined && given === lastGiven) return { ...pod, spec: lastMade };
  const spec = defaultsOfPod(given);
  // What is stored is frozen to its leaves, and says the same for ever.
  if (Object.isFrozen(given)) [lastGiven, lastMade] = [given, spec];
  return { ...pod, spec };
}

function defaultsOfPod(given: PodSpec): PodSpec {
  const spec = podSpecDefaults(given);
  return {
    ...spec,
    ...(spec.initContainers ? { initContainers: spec.initContainers.map(requestDefaults) } : {}),
    containers: spec.containers.map(requestDefaults),
    enableServiceLinks: spec.enableServiceLinks ?? true,
  };
}

/** A template that was left out is an empty one, as in Go. */
export function templateDefaults(template: PodTemplateSpec | undefined): PodTemplateSpec {
  return { ...template, spec: podSpecDefaults(template?.spec ?? { containers: [] }) };
}

function podSpecDefaults(spec: PodSpec): PodSpec {
  const account = spec.serviceAccountName || spec.serviceAccount;
  const { volumes, initContainers, containers = [], ephemeralContainers, hostNetwork, ...rest } = spec;
  return {
    ...(volumes ? { volumes: volumes.map(volumeDefaults) } : {}),
    ...(initContainers ? { initContainers: initContainers.map((one) => containerDefaults(one, hostNetwork)) } : {}),
    containers: containers.map((one) => containerDefaults(one, hostNetwork)),
    ...(ephemeralContainers
      ? { ephemeralContainers: ephemeralContainers.map((one) => containerDefaults(one, false)) }
      : {}),
    ...rest,
    ...(hostNetwork ? { hostNetwork } : {}),
    restartPolicy: spec.restartPolicy || 'Always',
    terminationGracePeriodSeconds: spec.terminationGracePeriodSeconds ?? 30,
    dnsPolicy: spec.dnsPolicy || 'ClusterFirst',
    ...(account ? { serviceAccountName: account, serviceAccount: account } : {}),
    securityContext: spec.securityContext ?? {},
    schedulerName: spec.schedulerName || 'default-scheduler',
  };
}

function containerDefaults(container: Container, hostNetwork: boolean | undefined): Container {
  const { ports, env, resources, livenessProbe, readinessProbe, startupProbe, lifecycle, ...rest } = container;
  return {
    ...rest,
    ...(ports
      ? {
          ports: ports.map((port) => ({
            ...port,
            ...(hostNetwork && !port.hostPort ? { hostPort: port.containerPort } : {}),
            protocol: port.protocol || 'TCP',
          })),
        }
      : {}),
    ...(env ? { env: env.map(envDefaults) } : {}),
    resources: resources ? canonicalResources(resources) : {},
    ...(livenessProbe ? { livenessProbe: probeDefaults(livenessProbe) } : {}),
    ...(readinessProbe ? { readinessProbe: probeDefaults(readinessProbe) } : {}),
    ...(startupProbe ? { startupProbe: probeDefaults(startupProbe) } : {}),
    ...(lifecycle ? { lifecycle: lifecycleDefaults(lifecycle) } : {}),
    terminationMessagePath: container.terminationMessagePath || '/dev/termination-log',
    terminationMessagePolicy: container.terminationMessagePolicy || 'File',
    imagePullPolicy: container.imagePullPolicy || pullPolicy(container.image ?? ''),
  };
}

/** `latest` is pulled each time, a named tag or digest once. */
function pullPolicy(image: string): 'Always' | 'IfNotPresent' {
  if (image.includes('@')) return 'IfNotPresent';
  const tag = /:([^:/]+)$/.exec(image)?.[1] ?? 'latest';
  return tag === 'latest' ? 'Always' : 'IfNotPresent';
}

function canonicalResources(resources: Resources): Resources {
  const canonical = (list: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(list).map(([name, amount]) => [name, canonicalQuantity(String(amount))]));
  return {
    ...resources,
    ...(resources.limits ? { limits: canonical(resources.limits) } : {}),
    ...(resources.requests ? { requests: canonical(resources.requests) } : {}),
  };
}

/** What is limited and not requested is requested up to its limit. */
function requestDefaults(container: Container): Container {
  const { limits, requests } = container.resources ?? {};
  if (limits === undefined || Object.keys(limits).every((name) => requests?.[name] !== undefined)) return container;
  return { ...container, resources: { ...container.resources, requests: { ...limits, ...requests } } };
}

function envDefaults(variable: EnvVar): EnvVar {
  const { fieldRef, resourceFieldRef } = variable.valueFrom ?? {};
  if (fieldRef && !fieldRef.apiVersion) {
    return { ...variable, valueFrom: { ...variable.valueFrom, fieldRef: { ...fieldRef, apiVersion: 'v1' } } };
  }
  if (resourceFieldRef && !resourceFieldRef.divisor) {
    return {
      ...variable,
      valueFrom: { ...variable.valueFrom, resourceFieldRef: { ...resourceFieldRef, divisor: '0' } },
    };
  }
  return variable;
}

function probeDefaults(probe: Probe): Probe {
  return {
    ...probe,
    ...(probe.httpGet ? { httpGet: httpDefaults(probe.httpGet) } : {}),
    ...(probe.grpc ? { grpc: { ...probe.grpc, service: probe.grpc.service ?? '' } } : {}),
    timeoutSeconds: probe.timeoutSeconds || 1,
    periodSeconds: probe.periodSeconds || 10,
    successThreshold: probe.successThreshold || 1,
    failureThreshold: probe.failureThreshold || 3,
  };
}

function lifecycleDefaults(lifecycle: NonNullable<Container['lifecycle']>): NonNullable<Container['lifecycle']> {
  const handler = (given: LifecycleHandler): LifecycleHandler =>
    given.httpGet ? { ...given, httpGet: httpDefaults(given.httpGet) } : given;
  return {
    ...(lifecycle.postStart ? { postStart: handler(lifecycle.postStart) } : {}),
    ...(lifecycle.preStop ? { preStop: handler(lifecycle.preStop) } : {}),
  };
}

function httpDefaults(action: HttpGetAction): HttpGetAction {
  return { ...action, path: action.path || '/', scheme: action.scheme || 'HTTP' };
}

function volumeDefaults(volume: Volume): Volume {
  const [source] = Object.keys(volume).filter((key) => key !== 'name');
  if (source === undefined) return { ...volume, emptyDir: {} };
  const given = volume[source] as Readonly<Record<string, unknown>> | null;
  switch (source) {
    case 'configMap':
    case 'secret':
    case 'downwardAPI':
      return { ...volume, [source]: { ...given, defaultMode: given?.defaultMode ?? FILE_MODE } };
    case 'projected':
      return { ...volume, projected: projectedDefaults(given ?? {}) };
    case 'hostPath':
      return { ...volume, hostPath: { ...given, type: given?.type ?? '' } };
    default:
      return given === null ? { ...volume, [source]: {} } : volume;
  }
}

function projectedDefaults(projected: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const sources = (projected.sources ?? []) as readonly Readonly<Record<string, Readonly<Record<string, unknown>>>>[];
  return {
    sources: sources.map(({ serviceAccountToken, ...source }) =>
      serviceAccountToken
        ? { ...source, serviceAccountToken: { expirationSeconds: 3600, ...serviceAccountToken } }
        : source,
    ),
    defaultMode: projected.defaultMode ?? FILE_MODE,
  };
}
