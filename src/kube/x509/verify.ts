import type { Certificate } from './certificate.js';

export type CertificateProblem = 'self-signed' | 'unknown-issuer' | 'expired' | 'not-yet-valid' | 'wrong-name';

export interface Verification {
  /** What the server showed, its own certificate first. */
  readonly chain: readonly Certificate[];
  /** Certificates that the client trusts. */
  readonly trusted: readonly Certificate[];
  /** The name or address that was asked for. */
  readonly host: string;
  /** Ms since 1970. */
  readonly now: number;
}

/** The first thing that is wrong, in the order of OpenSSL: trust, time, name. */
export function verifyCertificate({ chain, trusted, host, now }: Verification): CertificateProblem | undefined {
  const [own] = chain;
  if (own === undefined) return 'unknown-issuer';
  const isTrusted = chain.some((one) =>
    trusted.some((anchor) => anchor.pem.trim() === one.pem.trim() || anchor.subject === one.issuer),
  );
  if (!isTrusted) return own.subject === own.issuer ? 'self-signed' : 'unknown-issuer';
  if (now > own.notAfter) return 'expired';
  if (now < own.notBefore) return 'not-yet-valid';
  return isNameOf(own, host) ? undefined : 'wrong-name';
}

/** A star stands for one label; without alternative names the common name counts. */
export function isNameOf({ names, commonName }: Certificate, host: string): boolean {
  const wanted = host.toLowerCase().replace(/\.$/, '');
  const own = names.length > 0 ? names : [commonName];
  return own.some((name) => {
    const known = name.toLowerCase();
    if (known === wanted) return true;
    return known.startsWith('*.') && wanted.includes('.') && wanted.slice(wanted.indexOf('.')) === known.slice(1);
  });
}
