import {
  isConfigMapKey,
  isDNS1123Label,
  isDNS1123Subdomain,
  isHTTPHeaderName,
  isRelaxedEnvVarName,
} from '../../kube/dns-names.js';
import { duplicate, type FieldError, forbidden, invalid, notSupported, required } from '../../kube/field-error.js';
import { compareQuantities, parseQuantity } from '../../kube/quantity.js';
import type {
  Container,
  ContainerPort,
  EnvFromSource,
  EnvVar,
  HttpGetAction,
  KeyRef,
  LifecycleHandler,
  Probe,
  Resources,
  VolumeMount,
} from '../../kube/shapes/pod.js';
import { PROTOCOLS, portErrors, portNumberErrors } from './ports.js';

/** Upstream's `validateContainers` for one list; `names` is shared by all lists of the Pod. */
export function containerErrors(
  containers: readonly Container[],
  path: string,
  { names, volumes }: { readonly names: Set<string>; readonly volumes: ReadonlySet<string> },
): FieldError[] {
  return containers.flatMap((container, index) => {
    const at = `${path}[${index}]`;
    const errors: FieldError[] = [];
    if (!container.name) errors.push(required(`${at}.name`));
    else
      for (const detail of isDNS1123Label(container.name)) errors.push(invalid(`${at}.name`, container.name, detail));
    errors.push(...imageErrors(container.image ?? '', `${at}.image`));
    errors.push(...containerPortErrors(container.ports ?? [], `${at}.ports`));
    errors.push(...(container.env ?? []).flatMap((variable, item) => envErrors(variable, `${at}.env[${item}]`)));
    errors.push(
      ...(container.envFrom ?? []).flatMap((source, item) => envFromErrors(source, `${at}.envFrom[${item}]`)),
    );
    errors.push(...mountErrors(container.volumeMounts ?? [], volumes, `${at}.volumeMounts`));
    errors.push(...known(`${at}.imagePullPolicy`, container.imagePullPolicy, PULL_POLICIES));
    errors.push(...resourceErrors(container.resources ?? {}, `${at}.resources`));
    if (names.has(container.name)) errors.push(duplicate(`${at}.name`, container.name));
    names.add(container.name);
    errors.push(...lifecycleErrors(container.lifecycle, `${at}.lifecycle`));
    errors.push(...probeErrors(container.livenessProbe, `${at}.livenessProbe`, true));
    errors.push(...probeErrors(container.readinessProbe, `${at}.readinessProbe`, false));
    errors.push(...probeErrors(container.startupProbe, `${at}.startupProbe`, true));
    return errors;
  });
}

const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];

function known(path: string, value: string | undefined, values: readonly string[]): FieldError[] {
  if (!value) return [required(path)];
  return values.includes(value) ? [] : [notSupported(path, value, values)];
}

export function imageErrors(image: string, path: string): FieldError[] {
  if (image === '') return [required(path)];
  return image.trim() === image ? [] : [invalid(path, image, 'must not have leading or trailing whitespace')];
}

function containerPortErrors(ports: readonly ContainerPort[], path: string): FieldError[] {
  const names = new Set<string>();
  return ports.flatMap((port, index) => {
    const at = `${path}[${index}]`;
    const errors: FieldError[] = [];
    if (port.name) {
      const bad = portErrors(port.name, `${at}.name`);
      if (bad.length === 0 && names.has(port.name)) errors.push(duplicate(`${at}.name`, port.name));
      errors.push(...bad);
      names.add(port.name);
    }
    if (!port.containerPort) errors.push(required(`${at}.containerPort`));
    else errors.push(...portNumberErrors(port.containerPort, `${at}.containerPort`));
    if (port.hostPort) errors.push(...portNumberErrors(port.hostPort, `${at}.hostPort`));
    return [...errors, ...known(`${at}.protocol`, port.protocol, PROTOCOLS)];
  });
}

const FIELD_PATHS = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];

function envErrors(variable: EnvVar, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!variable.name) errors.push(required(`${path}.name`));
  else {
    for (const detail of isRelaxedEnvVarName(variable.name))
      errors.push(invalid(`${path}.name`, variable.name, detail));
  }
  if (variable.valueFrom === undefined) return errors;
  const from = `${path}.valueFrom`;
  const { fieldRef, configMapKeyRef, secretKeyRef } = variable.valueFrom;
  if (fieldRef) errors.push(...fieldRefErrors(fieldRef.fieldPath, `${from}.fieldRef.fieldPath`));
  if (configMapKeyRef) errors.push(...keyRefErrors(configMapKeyRef, `${from}.configMapKeyRef`));
  if (secretKeyRef) errors.push(...keyRefErrors(secretKeyRef, `${from}.secretKeyRef`));
  const sources = Object.keys(variable.valueFrom).length;
  if (sources === 0) {
    const detail =
      'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`';
    errors.push(invalid(from, '', detail));
  } else if (variable.value) errors.push(invalid(from, '', 'may not be specified when `value` is not empty'));
  else if (sources > 1) errors.push(invalid(from, '', 'may not have more than one field specified at a time'));
  return errors;
}

function fieldRefErrors(fieldPath: string, path: string): FieldError[] {
  if (!fieldPath) return [required(path)];
  if (FIELD_PATHS.includes(fieldPath) || /^metadata\.(labels|annotations)\['.+'\]$/.test(fieldPath)) return [];
  if (/^(metadata|spec|status)\.(labels|annotations|phase|restartPolicy|schedulerName)$/.test(fieldPath)) {
    return [notSupported(path, fieldPath, FIELD_PATHS)];
  }
  return [invalid(path, fieldPath, `error converting fieldPath: field label not supported: ${fieldPath}`)];
}

function keyRefErrors({ key }: KeyRef, path: string): FieldError[] {
  if (!key) return [required(`${path}.key`)];
  return isConfigMapKey(key).map((detail) => invalid(`${path}.key`, key, detail));
}

function envFromErrors({ configMapRef, secretRef }: EnvFromSource, path: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const [field, ref] of [
    ['configMapRef', configMapRef],
    ['secretRef', secretRef],
  ] as const) {
    if (ref === undefined) continue;
    if (!ref.name) errors.push(required(`${path}.${field}.name`));
    else
      for (const detail of isDNS1123Subdomain(ref.name))
        errors.push(invalid(`${path}.${field}.name`, ref.name, detail));
  }
  if (!configMapRef && !secretRef) errors.push(invalid(path, '', 'must specify one of: `configMapRef` or `secretRef`'));
  if (configMapRef && secretRef) errors.push(invalid(path, '', 'may not have more than one field specified at a time'));
  return errors;
}

function mountErrors(mounts: readonly VolumeMount[], volumes: ReadonlySet<string>, path: string): FieldError[] {
  const paths = new Set<string>();
  return mounts.flatMap((mount, index) => {
    const at = `${path}[${index}]`;
    const errors: FieldError[] = [];
    if (!mount.name) errors.push(required(`${at}.name`));
    if (!volumes.has(mount.name)) errors.push({ type: 'NotFound', field: `${at}.name`, value: mount.name, detail: '' });
    if (!mount.mountPath) errors.push(required(`${at}.mountPath`));
    if (paths.has(mount.mountPath)) errors.push(invalid(`${at}.mountPath`, mount.mountPath, 'must be unique'));
    paths.add(mount.mountPath);
    return errors;
  });
}

function resourceErrors({ limits = {}, requests = {} }: Resources, path: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const [kind, list] of [
    ['limits', limits],
    ['requests', requests],
  ] as const) {
    for (const [name, amount] of Object.entries(list)) {
      const quantity = parseQuantity(amount);
      if (quantity && quantity.nanos < 0n) {
        errors.push(invalid(`${path}.${kind}[${name}]`, amount, 'must be greater than or equal to 0'));
      }
      const limit = kind === 'requests' ? parseQuantity(limits[name] ?? '') : undefined;
      if (quantity && limit && compareQuantities(quantity, limit) > 0) {
        const detail = `must be less than or equal to ${name} limit of ${limits[name]}`;
        errors.push(invalid(`${path}.requests`, amount, detail));
      }
    }
  }
  return errors;
}

function lifecycleErrors(lifecycle: Container['lifecycle'], path: string): FieldError[] {
  return [
    ...(lifecycle?.postStart ? handlerErrors(lifecycle.postStart, `${path}.postStart`) : []),
    ...(lifecycle?.preStop ? handlerErrors(lifecycle.preStop, `${path}.preStop`) : []),
  ];
}

function probeErrors(probe: Probe | undefined, path: string, once: boolean): FieldError[] {
  if (probe === undefined) return [];
  const errors = handlerErrors(probe, path);
  for (const field of COUNTS) {
    const value = probe[field] ?? 0;
    if (value < 0) errors.push(invalid(`${path}.${field}`, value, 'must be greater than or equal to 0'));
  }
  if (once && probe.successThreshold !== 1)
    errors.push(invalid(`${path}.successThreshold`, probe.successThreshold, 'must be 1'));
  return errors;
}

const COUNTS = [
  'initialDelaySeconds',
  'timeoutSeconds',
  'periodSeconds',
  'successThreshold',
  'failureThreshold',
] as const;

function handlerErrors(handler: LifecycleHandler & Pick<Probe, 'grpc'>, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const given = (['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep'] as const).filter(
    (kind) => handler[kind] !== undefined,
  );
  if (given.length === 0) return [required(path, 'must specify a handler type')];
  for (const [index, kind] of given.entries()) {
    if (index > 0) errors.push(forbidden(`${path}.${kind}`, 'may not specify more than 1 handler type'));
    else errors.push(...oneHandlerErrors(handler, `${path}.${kind}`));
  }
  return errors;
}

function oneHandlerErrors(handler: LifecycleHandler & Pick<Probe, 'grpc'>, path: string): FieldError[] {
  if (handler.exec) return handler.exec.command?.length ? [] : [required(`${path}.command`)];
  if (handler.httpGet) return httpErrors(handler.httpGet, path);
  if (handler.tcpSocket) return portErrors(handler.tcpSocket.port, `${path}.port`);
  return handler.grpc ? portNumberErrors(handler.grpc.port, `${path}.port`) : [];
}

function httpErrors(action: HttpGetAction, path: string): FieldError[] {
  return [
    ...(action.path ? [] : [required(`${path}.path`)]),
    ...portErrors(action.port, `${path}.port`),
    ...known(`${path}.scheme`, action.scheme, ['HTTP', 'HTTPS']),
    ...(action.httpHeaders ?? []).flatMap(({ name }, index) =>
      isHTTPHeaderName(name).map((detail) => invalid(`${path}.httpHeaders[${index}].name`, name, detail)),
    ),
  ];
}
