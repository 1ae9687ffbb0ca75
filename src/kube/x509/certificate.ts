import { base64OfBytes } from '../base64.js';
import { formatIp, ipBytes } from '../dns-message/dns-addresses.js';
import { DerError, type DerValue, readDer, writeDer, writeOid } from './der.js';
import { base64DecodeBytes } from './pem.js';

/** What of an X.509 certificate a client looks at. Signatures are not checked: issuers are known by name and key. */
export interface Certificate {
  /** `CN = shop.example.com` */
  readonly subject: string;
  readonly issuer: string;
  readonly commonName: string;
  /** DNS names and addresses of subjectAltName. */
  readonly names: readonly string[];
  /** Ms since 1970. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** The public key's bytes in hexadecimal. */
  readonly publicKey: string;
  readonly pem: string;
}

const COMMON_NAME = '2.5.4.3';
const ALT_NAMES = '2.5.29.17';
const ATTRIBUTES: Readonly<Record<string, string>> = {
  [COMMON_NAME]: 'CN',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
};

/** All certificates of a PEM text, in order; `undefined` when one of them cannot be read. */
export function readCertificates(text: string): readonly Certificate[] | undefined {
  const blocks = [...text.matchAll(/-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g)];
  try {
    return blocks.map(([pem, body = '']) => readCertificate(base64DecodeBytes(body), pem));
  } catch (error) {
    if (error instanceof DerError) return undefined;
    throw error;
  }
}

function readCertificate(bytes: Uint8Array, pem: string): Certificate {
  const [certificate] = readDer(bytes);
  const [body] = parts(certificate);
  const fields = parts(body).filter(({ tag }, at) => at > 0 || tag !== 0xa0);
  const [, , issuer, validity, subject, key, ...more] = fields;
  const [notBefore, notAfter] = parts(validity).map(readTime);
  const extensions = more.find(({ tag }) => tag === 0xa3);
  return {
    subject: readName(subject),
    issuer: readName(issuer),
    commonName: /CN = ([^,]*)/.exec(readName(subject))?.[1] ?? '',
    names: extensions === undefined ? [] : readAltNames(extensions),
    notBefore: notBefore ?? 0,
    notAfter: notAfter ?? 0,
    publicKey: hex(parts(key)[1]?.content ?? new Uint8Array()),
    pem: `${pem}\n`,
  };
}

function parts(value: DerValue | undefined): readonly DerValue[] {
  if (value === undefined) throw new DerError('a part is missing');
  return readDer(value.content);
}

function readName(name: DerValue | undefined): string {
  return parts(name)
    .flatMap((set) => parts(set))
    .map((pair) => {
      const [oid, value] = parts(pair);
      const key = Object.keys(ATTRIBUTES).find((known) => hex(writeOid(known)) === hex(oid?.whole ?? new Uint8Array()));
      return `${ATTRIBUTES[key ?? ''] ?? 'UID'} = ${textOf(value?.content ?? new Uint8Array())}`;
    })
    .join(', ');
}

function readTime({ tag, content }: DerValue): number {
  const text = textOf(content);
  const full = tag === 0x17 ? `${Number(text.slice(0, 2)) < 50 ? '20' : '19'}${text}` : text;
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/.exec(full) ?? [];
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

function readAltNames(extensions: DerValue): readonly string[] {
  const wanted = hex(writeOid(ALT_NAMES));
  for (const extension of parts(parts(extensions)[0])) {
    const [oid, ...rest] = parts(extension);
    if (hex(oid?.whole ?? new Uint8Array()) !== wanted) continue;
    const [names] = readDer(rest.at(-1)?.content ?? new Uint8Array());
    return parts(names).flatMap(({ tag, content }) => {
      if (tag === 0x82) return [textOf(content)];
      return tag === 0x87 ? [formatIp(content)] : [];
    });
  }
  return [];
}

export interface CertificateWish {
  readonly commonName: string;
  readonly organization?: string;
  readonly names: readonly string[];
  readonly notBefore: number;
  readonly notAfter: number;
  /** Decides the key; the same text gives the same key. */
  readonly keySeed: string;
  /** Default: it signs itself. */
  readonly issuer?: { readonly commonName: string };
}

/** A certificate in the form of X.509, with a made-up key and signature. */
export function writeCertificate(wish: CertificateWish): string {
  const algorithm = writeDer(0x30, writeOid('1.2.840.113549.1.1.11'), writeDer(0x05));
  const key = writeDer(0x30, writeDer(0x02, [0, ...keyBytes(wish.keySeed)]), writeDer(0x02, [1, 0, 1]));
  const alternatives = wish.names.map((name) => {
    const ip = ipBytes(name);
    return ip === undefined ? writeDer(0x82, bytesOf(name)) : writeDer(0x87, ip);
  });
  const extension = writeDer(0x30, writeOid(ALT_NAMES), writeDer(0x04, writeDer(0x30, ...alternatives)));
  const body = writeDer(
    0x30,
    writeDer(0xa0, writeDer(0x02, [2])),
    writeDer(
      0x02,
      keyBytes(`${wish.keySeed} serial`)
        .slice(0, 8)
        .map((byte) => byte & 0x7f),
    ),
    algorithm,
    writeName(wish.issuer ?? wish),
    writeDer(0x30, writeTime(wish.notBefore), writeTime(wish.notAfter)),
    writeName(wish),
    writeDer(0x30, writeDer(0x30, writeOid('1.2.840.113549.1.1.1'), writeDer(0x05)), writeDer(0x03, [0], key)),
    ...(alternatives.length > 0 ? [writeDer(0xa3, writeDer(0x30, extension))] : []),
  );
  const signature = writeDer(0x03, [0], keyBytes(`${wish.keySeed} signature`));
  return pemOf('CERTIFICATE', writeDer(0x30, body, algorithm, signature));
}

/** The private key that belongs to a certificate of the same seed. */
export function writePrivateKey(keySeed: string): string {
  const inner = writeDer(
    0x30,
    writeDer(0x02, [0]),
    writeDer(0x02, [0, ...keyBytes(keySeed)]),
    writeDer(0x02, [1, 0, 1]),
  );
  const algorithm = writeDer(0x30, writeOid('1.2.840.113549.1.1.1'), writeDer(0x05));
  return pemOf('PRIVATE KEY', writeDer(0x30, writeDer(0x02, [0]), algorithm, writeDer(0x04, inner)));
}

/** Whether a private key in PEM holds the number of the certificate's public key; of other kinds than RSA nobody can tell. */
export function isKeyOf(certificate: Certificate, key: string): boolean {
  const body = /-----BEGIN (?:RSA |EC )?PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END/.exec(key)?.[1];
  if (body === undefined) return false;
  const own = certificate.publicKey.replace(/^00/, '');
  // An RSA key is a sequence of its modulus and its exponent.
  const modulus =
    /^3082....0282....00([0-9a-f]+?)0203010001$/.exec(own)?.[1] ??
    /^3081..0281..00([0-9a-f]+?)0203010001$/.exec(own)?.[1];
  return modulus === undefined || hex(base64DecodeBytes(body)).includes(modulus);
}

function writeName({
  commonName,
  organization,
}: {
  readonly commonName: string;
  readonly organization?: string;
}): Uint8Array {
  const attribute = (oid: string, text: string) =>
    writeDer(0x31, writeDer(0x30, writeOid(oid), writeDer(0x0c, bytesOf(text))));
  return writeDer(
    0x30,
    ...(organization === undefined ? [] : [attribute('2.5.4.10', organization)]),
    attribute(COMMON_NAME, commonName),
  );
}

function writeTime(ms: number): Uint8Array {
  const text = new Date(ms).toISOString().replace(/[-:T]/g, '').slice(0, 14);
  return Number(text.slice(0, 4)) < 2050
    ? writeDer(0x17, bytesOf(`${text.slice(2)}Z`))
    : writeDer(0x18, bytesOf(`${text}Z`));
}

/** 256 bytes that depend on the seed alone. */
function keyBytes(seed: string): number[] {
  let state = 0x811c9dc5;
  const next = (byte: number) => {
    state = Math.imul(state ^ byte, 0x01000193) >>> 0;
    return (state ^ (state >>> 13)) & 0xff;
  };
  for (const byte of bytesOf(seed)) next(byte);
  const bytes = Array.from({ length: 256 }, (_, at) => next(at & 0xff));
  return [(bytes[0] ?? 0) | 0x80, ...bytes.slice(1)];
}

function pemOf(label: string, bytes: Uint8Array): string {
  const lines = base64OfBytes([...bytes]).match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

function bytesOf(text: string): number[] {
  return Array.from(text, (letter) => letter.charCodeAt(0) & 0xff);
}

function textOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
