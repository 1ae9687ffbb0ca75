// A certificate for this machine's loopback addresses, made anew at each start: no file, no external program.
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

export interface Certificate {
  /** PEM. It is its own authority: who trusts it trusts this one server. */
  readonly certificate: string;
  /** PEM, PKCS #8. */
  readonly key: string;
}

const DAY_MS = 86_400_000;

/** A self-signed ECDSA P-256 certificate for 127.0.0.1, ::1 and localhost (RFC 5280). */
export function loopbackCertificate(now: number): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = sequence(oid('2a8648ce3d040302'));
  const name = sequence(set(sequence(oid('550403'), der(0x0c, Buffer.from('svc-learn')))));
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, positive(randomBytes(8))),
    algorithm,
    name,
    sequence(time(now - DAY_MS), time(now + 365 * DAY_MS)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensions())),
  );
  const signature = der(0x03, Buffer.from([0]), sign('sha256', body, privateKey));
  return {
    certificate: pem('CERTIFICATE', sequence(body, algorithm, signature)),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function extensions(): readonly Buffer[] {
  const critical = der(0x01, Buffer.from([0xff]));
  const octets = (value: Buffer) => der(0x04, value);
  const address = (bytes: readonly number[]) => der(0x87, Buffer.from(bytes));
  const names = [
    der(0x82, Buffer.from('localhost')),
    address([127, 0, 0, 1]),
    address([...new Array<number>(15).fill(0), 1]),
  ];
  return [
    // basicConstraints: an authority; keyUsage: digitalSignature and keyCertSign; extKeyUsage: serverAuth; subjectAltName.
    sequence(oid('551d13'), critical, octets(sequence(critical))),
    sequence(oid('551d0f'), critical, octets(der(0x03, Buffer.from([2, 0x84])))),
    sequence(oid('551d25'), octets(sequence(oid('2b06010505070301')))),
    sequence(oid('551d11'), octets(sequence(...names))),
  ];
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, ...parts);
}

function set(...parts: readonly Buffer[]): Buffer {
  return der(0x31, ...parts);
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'));
}

function time(at: number): Buffer {
  const text = new Date(at).toISOString().replace(/[-:T]|\.\d+/g, '');
  return der(0x18, Buffer.from(text));
}

/** The first bit of an INTEGER is its sign, and there are no zeros in front. */
function positive(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0x40 | ((bytes[0] ?? 0) & 0x3f)]), bytes.subarray(1)]);
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const head =
    length < 0x80 ? [tag, length] : length < 0x100 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(head), content]);
}

function pem(label: string, bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
