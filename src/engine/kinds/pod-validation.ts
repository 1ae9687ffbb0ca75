import { isDNS1123Label, isDNS1123Subdomain, isQualifiedName } from '../../kube/dns-names.js';
import { duplicate, type FieldError, invalid, notSupported, required } from '../../kube/field-error.js';
import { parseAddress } from '../../kube/ip.js';
import type { Container, PodSpec, Toleration, Volume } from '../../kube/shapes/pod.js';
import { containerErrors } from './container-validation.js';
import { labelErrors } from './metadata.js';

const RESTART_POLICIES = ['Always', 'OnFailure', 'Never'];
const DNS_POLICIES = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];
const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** Upstream's `ValidatePodSpec`, rule by rule in its order. */
export function podSpecErrors(spec: PodSpec, path = 'spec'): FieldError[] {
  const volumes = new Set((spec.volumes ?? []).map(({ name }) => name));
  const names = new Set<string>();
  return [
    ...volumeErrors(spec.volumes ?? [], `${path}.volumes`),
    ...(spec.containers.length === 0 ? [required(`${path}.containers`)] : []),
    ...containerErrors(spec.containers, `${path}.containers`, { names, volumes }),
    ...containerErrors(spec.initContainers ?? [], `${path}.initContainers`, { names, volumes }),
    ...known(`${path}.restartPolicy`, spec.restartPolicy, RESTART_POLICIES),
    ...known(`${path}.dnsPolicy`, spec.dnsPolicy, DNS_POLICIES),
    ...labelErrors(spec.nodeSelector, `${path}.nodeSelector`),
    ...dnsConfigErrors(spec, path),
    ...nameErrors(spec.serviceAccountName, `${path}.serviceAccountName`, isDNS1123Subdomain),
    ...nameErrors(spec.nodeName, `${path}.nodeName`, isDNS1123Subdomain),
    ...deadlineErrors(spec.activeDeadlineSeconds, `${path}.activeDeadlineSeconds`),
    ...nameErrors(spec.hostname, `${path}.hostname`, isDNS1123Label),
    ...nameErrors(spec.subdomain, `${path}.subdomain`, isDNS1123Label),
    ...(spec.tolerations ?? []).flatMap((one, index) => tolerationErrors(one, `${path}.tolerations[${index}]`)),
    ...(spec.hostAliases ?? []).flatMap((one, index) => aliasErrors(one, `${path}.hostAliases[${index}]`)),
  ];
}

/** What a Pod's author should know (`GetWarningsForPodSpec`). */
export function podSpecWarnings(spec: PodSpec, path = 'spec'): readonly string[] {
  const warnings: string[] = [];
  if ((spec.terminationGracePeriodSeconds ?? 0) < 0) {
    warnings.push(
      `${path}.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1`,
    );
  }
  for (const [index, container] of (spec.initContainers ?? []).entries()) {
    warnings.push(...containerWarnings(container, `${path}.initContainers[${index}]`));
  }
  for (const [index, container] of spec.containers.entries()) {
    warnings.push(...containerWarnings(container, `${path}.containers[${index}]`));
  }
  return warnings;
}

function containerWarnings({ env = [], ports = [] }: Container, path: string): string[] {
  const warnings: string[] = [];
  const variables = new Set<string>();
  for (const [index, { name }] of env.entries()) {
    if (variables.has(name)) {
      warnings.push(
        `${path}.env[${index}]: hides previous definition of "${name}", which may be dropped when using apply`,
      );
    }
    variables.add(name);
  }
  for (const [index, port] of ports.entries()) {
    const first = ports.findIndex(
      (other) =>
        other.containerPort === port.containerPort &&
        other.protocol === port.protocol &&
        (other.hostPort ?? 0) === (port.hostPort ?? 0) &&
        (other.hostIP ?? '') === (port.hostIP ?? ''),
    );
    if (first < index) warnings.push(`${path}.ports[${index}]: duplicate port definition with ${path}.ports[${first}]`);
  }
  return warnings;
}

function known(path: string, value: string | undefined, values: readonly string[]): FieldError[] {
  if (!value) return [required(path)];
  return values.includes(value) ? [] : [notSupported(path, value, values)];
}

function nameErrors(name: string | undefined, path: string, check: (name: string) => string[]): FieldError[] {
  return name ? check(name).map((detail) => invalid(path, name, detail)) : [];
}

function volumeErrors(volumes: readonly Volume[], path: string): FieldError[] {
  const names = new Set<string>();
  return volumes.flatMap(({ name }, index) => {
    const at = `${path}[${index}].name`;
    if (!name) return [required(at)];
    const errors = isDNS1123Label(name).map((detail) => invalid(at, name, detail));
    if (errors.length === 0 && names.has(name)) errors.push(duplicate(at, name));
    names.add(name);
    return errors;
  });
}

function deadlineErrors(seconds: number | undefined, path: string): FieldError[] {
  if (seconds === undefined || (seconds >= 1 && seconds <= 2_147_483_647)) return [];
  return [invalid(path, seconds, 'must be between 1 and 2147483647, inclusive')];
}

function dnsConfigErrors({ dnsConfig, dnsPolicy }: PodSpec, path: string): FieldError[] {
  if (dnsPolicy !== 'None') return [];
  if (dnsConfig === undefined)
    return [required(`${path}.dnsConfig`, 'must provide `dnsConfig` when `dnsPolicy` is None')];
  if (dnsConfig.nameservers?.length) return [];
  return [
    required(`${path}.dnsConfig.nameservers`, 'must provide at least one DNS nameserver when `dnsPolicy` is None'),
  ];
}

function tolerationErrors({ key, operator, value, effect, tolerationSeconds }: Toleration, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (key) for (const detail of isQualifiedName(key)) errors.push(invalid(`${path}.key`, key, detail));
  if (!key && operator !== 'Exists') {
    errors.push(
      invalid(
        `${path}.operator`,
        operator ?? '',
        'operator must be Exists when `key` is empty, which means "match all values and all keys"',
      ),
    );
  }
  if (tolerationSeconds !== undefined && effect !== 'NoExecute') {
    errors.push(invalid(`${path}.effect`, effect ?? '', "effect must be 'NoExecute' when `tolerationSeconds` is set"));
  }
  if (operator === 'Exists' && value) {
    errors.push(
      invalid(
        `${path}.operator`,
        { ...(key ? { key } : {}), operator, value, ...(effect ? { effect } : {}) },
        "value must be empty when `operator` is 'Exists'",
      ),
    );
  }
  if (operator && operator !== 'Exists' && operator !== 'Equal') {
    errors.push(notSupported(`${path}.operator`, operator, ['Equal', 'Exists']));
  }
  if (effect && !EFFECTS.includes(effect)) errors.push(notSupported(`${path}.effect`, effect, EFFECTS));
  return errors;
}

function aliasErrors({ ip, hostnames = [] }: NonNullable<PodSpec['hostAliases']>[number], path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!parseAddress(ip))
    errors.push(invalid(`${path}.ip`, ip, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'));
  for (const name of hostnames)
    for (const detail of isDNS1123Subdomain(name)) errors.push(invalid(`${path}.hostnames`, name, detail));
  return errors;
}
