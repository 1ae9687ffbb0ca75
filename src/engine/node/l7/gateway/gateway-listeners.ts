import { base64Decode } from '../../../../kube/base64.js';
import type { Gateway, GatewayListener } from '../../../../kube/shapes/gateway.js';
import type { KubeObject } from '../../../../kube/shapes/meta.js';
import { isKeyOf, readCertificates } from '../../../../kube/x509/certificate.js';
import type { ClusterReader } from '../../../control/cluster-api.js';
import type { Said } from './gateway-conditions.js';
import { isGranted } from './reference-grants.js';

/** A listener with what is wrong with it, if anything. */
export interface JudgedListener {
  readonly listener: GatewayListener;
  /** `NAMESPACE/NAME` of the Secret with its certificate, when it speaks TLS. */
  readonly secret?: string;
  readonly fault?: ListenerFault;
}

interface ListenerFault {
  /** Conditions beside `Programmed`. */
  readonly said: readonly Said[];
  readonly message: string;
}

type Reader = Pick<ClusterReader, 'get' | 'list'>;

export function judgeListeners(reader: Reader, gateway: Gateway): readonly JudgedListener[] {
  return gateway.spec.listeners.map((listener) => {
    const { protocol, port } = listener;
    if (protocol !== 'HTTP' && protocol !== 'HTTPS') {
      const message = `protocol: Unsupported value: ${JSON.stringify(protocol)}: supported values: "HTTP", "HTTPS"`;
      return { listener, fault: refused('UnsupportedProtocol', message) };
    }
    const isMixed = gateway.spec.listeners.some((other) => other.port === port && other.protocol !== protocol);
    if (isMixed) return { listener, fault: conflict(port) };
    const unknown = (listener.allowedRoutes?.kinds ?? []).find(({ kind }) => kind !== 'HTTPRoute');
    if (unknown) return { listener, fault: invalidKinds(unknown) };
    return protocol === 'HTTP' ? { listener } : { listener, ...judgeTls(reader, gateway, listener) };
  });
}

function judgeTls(reader: Reader, gateway: Gateway, { tls }: GatewayListener): Omit<JudgedListener, 'listener'> {
  const [ref, ...more] = tls?.certificateRefs ?? [];
  if (ref === undefined) {
    const message = 'tls.certificateRefs: Required value: certificateRefs must be defined for TLS mode terminate';
    return { fault: badCertificate(message) };
  }
  if (more.length > 0) {
    const message = `tls.certificateRefs: Too many: ${more.length + 1}: must have at most 1 item`;
    return { fault: refused('UnsupportedValue', message) };
  }
  const { kind = 'Secret', name, namespace = gateway.metadata.namespace ?? '' } = ref;
  const field = 'tls.certificateRefs[0]';
  if (kind !== 'Secret') {
    const message = `${field}.kind: Unsupported value: ${JSON.stringify(kind)}: supported values: "Secret"`;
    return { fault: badCertificate(message) };
  }
  const from = { kind: 'Gateway', namespace: gateway.metadata.namespace ?? '' } as const;
  if (!isGranted(reader, { from, to: { kind, namespace, name } })) {
    const message = `Certificate ref to secret ${namespace}/${name} not permitted by any ReferenceGrant`;
    return { fault: badReference('RefNotPermitted', message) };
  }
  const problem = secretProblem(reader.get<Secret>('secrets', { namespace, name }));
  if (problem !== undefined) {
    return { fault: badCertificate(`${field}: Invalid value: ${namespace}/${name}: ${problem}`) };
  }
  return { secret: `${namespace}/${name}` };
}

interface Secret extends KubeObject {
  readonly type?: string;
  readonly data?: Readonly<Record<string, string>>;
}

function secretProblem(secret: Secret | undefined): string | undefined {
  if (secret === undefined) return 'secret does not exist';
  if (secret.type !== 'kubernetes.io/tls') return `unsupported secret type ${JSON.stringify(secret.type ?? '')}`;
  const text = (key: string) => base64Decode(secret.data?.[key] ?? '');
  const [own] = readCertificates(text('tls.crt')) ?? [];
  if (own === undefined) return 'TLS secret is invalid: tls: failed to find any PEM data in certificate input';
  if (!isKeyOf(own, text('tls.key'))) {
    return 'TLS secret is invalid: tls: private key does not match public key';
  }
  return undefined;
}

function refused(reason: string, message: string): ListenerFault {
  return { said: [['Accepted', 'False', reason, message]], message };
}

function badReference(reason: string, message: string): ListenerFault {
  const said: readonly Said[] = [
    ['Accepted', 'False', reason, message],
    ['ResolvedRefs', 'False', reason, message],
  ];
  return { said, message };
}

function badCertificate(message: string): ListenerFault {
  return badReference('InvalidCertificateRef', message);
}

function invalidKinds({ group = 'gateway.networking.k8s.io', kind }: { group?: string; kind: string }): ListenerFault {
  const message = `Unsupported route kind "${group}/${kind}"`;
  return { said: [['ResolvedRefs', 'False', 'InvalidRouteKinds', message]], message };
}

function conflict(port: number): ListenerFault {
  const message = `Multiple listeners for the same port ${port} specify incompatible protocols; ensure only one protocol per port`;
  const said: readonly Said[] = [
    ['Accepted', 'False', 'ProtocolConflict', message],
    ['Conflicted', 'True', 'ProtocolConflict', message],
  ];
  return { said, message };
}
