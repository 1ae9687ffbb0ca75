import { readCertificates } from '../../../kube/x509/certificate.js';
import { type CertificateProblem, verifyCertificate } from '../../../kube/x509/verify.js';

/** The first byte of a TLS handshake, by which a server knows it from plain text. */
const HANDSHAKE = '\u0016';
/** Where a server of plain HTTP, too, sees that a message is whole, and refuses it. */
const END = '\r\n\r\n';

/** TLS of the simulated wire: each side says one line, then all goes on in the clear. */
export function clientHello(serverName: string): string {
  return `${HANDSHAKE}\u0003\u0001${JSON.stringify({ serverName })}${END}`;
}

export function serverHello(certificates: string): string {
  return `${HANDSHAKE}\u0003\u0003${JSON.stringify({ certificates })}${END}`;
}

/** The server breaks the handshake off, and says why. */
export function tlsAlert(alert: string): string {
  return `${HANDSHAKE}\u0003\u0003${JSON.stringify({ alert })}${END}`;
}

interface Hello {
  readonly alert?: string;
  readonly serverName?: string;
  readonly certificates?: string;
}

/** The other side's line at the front of the buffer; `plain` when it speaks no TLS, `undefined` while it is not whole. */
export function readHello(buffer: string): { readonly hello: Hello; readonly rest: string } | 'plain' | undefined {
  if (buffer === '') return undefined;
  if (!buffer.startsWith(HANDSHAKE)) return 'plain';
  const end = buffer.indexOf(END);
  if (end < 0) return undefined;
  return { hello: JSON.parse(buffer.slice(3, end)) as Hello, rest: buffer.slice(end + END.length) };
}

export interface TlsClient {
  readonly host: string;
  /** Certificates in PEM that are trusted. */
  readonly trusted: string;
  readonly isInsecure: boolean;
}

/** What a client finds wrong with the certificates that it was shown. */
export function judgeCertificates(client: TlsClient, shown: string, now: number): CertificateProblem | undefined {
  if (client.isInsecure) return undefined;
  const chain = readCertificates(shown) ?? [];
  return verifyCertificate({ chain, trusted: readCertificates(client.trusted) ?? [], host: client.host, now });
}
