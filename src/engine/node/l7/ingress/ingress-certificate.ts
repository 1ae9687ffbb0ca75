import { base64Decode } from '../../../../kube/base64.js';
import type { KubeObject } from '../../../../kube/shapes/meta.js';
import { readCertificates, writeCertificate } from '../../../../kube/x509/certificate.js';
import { isNameOf } from '../../../../kube/x509/verify.js';
import type { ClusterReader } from '../../../control/cluster-api.js';
import { parseKey } from '../../../control/keys.js';

const DAY = 86_400_000;
/** The controller's own certificate is a month old at most. */
const MONTH = 30 * DAY;

interface Secret extends KubeObject {
  readonly data?: Readonly<Record<string, string>>;
}

/** The certificate of the first Secret that is there and has the name; else the controller's own, which nobody trusts. */
export function certificateFor(
  reader: Pick<ClusterReader, 'get'>,
  { host, secrets, now }: { readonly host: string; readonly secrets: readonly string[]; readonly now: number },
): string {
  for (const key of secrets) {
    const text = base64Decode(reader.get<Secret>('secrets', parseKey(key))?.data?.['tls.crt'] ?? '');
    const [own] = readCertificates(text) ?? [];
    if (own !== undefined && isNameOf(own, host)) return text;
  }
  const notBefore = now - (now % MONTH);
  return writeCertificate({
    commonName: 'Kubernetes Ingress Controller Fake Certificate',
    organization: 'Acme Co',
    names: ['ingress.local'],
    notBefore,
    notAfter: notBefore + 365 * DAY,
    keySeed: `ingress-nginx ${notBefore}`,
  });
}
