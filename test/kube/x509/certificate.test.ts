import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isKeyOf, readCertificates, writeCertificate, writePrivateKey } from '../../../src/kube/x509/certificate.js';
import { verifyCertificate } from '../../../src/kube/x509/verify.js';

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 1);
const wish = {
  commonName: 'shop.example.com',
  names: ['shop.example.com', '*.shop.example.com', '10.96.7.7', 'fd00::7'],
  notBefore: START,
  notAfter: START + 365 * DAY,
  keySeed: 'one',
};

describe('a certificate of the simulation', () => {
  it('is read again as it was written, also by a real library', () => {
    const pem = writeCertificate(wish);
    const [read] = readCertificates(pem) ?? [];
    expect(read).toMatchObject({
      subject: 'CN = shop.example.com',
      issuer: 'CN = shop.example.com',
      names: wish.names,
      notBefore: wish.notBefore,
      notAfter: wish.notAfter,
      pem,
    });
    const real = new X509Certificate(pem);
    expect([real.subject, real.validTo, real.subjectAltName]).toEqual([
      'CN=shop.example.com',
      'Jan  1 00:00:00 2027 GMT',
      'DNS:shop.example.com, DNS:*.shop.example.com, IP Address:10.96.7.7, IP Address:FD00:0:0:0:0:0:0:7',
    ]);
  });

  it('knows its private key from another', () => {
    const [certificate] = readCertificates(writeCertificate(wish)) ?? [];
    if (certificate === undefined) throw new Error('no certificate');
    expect(isKeyOf(certificate, writePrivateKey('one'))).toBe(true);
    expect(isKeyOf(certificate, writePrivateKey('two'))).toBe(false);
    expect(isKeyOf(certificate, 'no key')).toBe(false);
  });

  it('is refused for the first thing that is wrong', () => {
    const [own] = readCertificates(writeCertificate(wish)) ?? [];
    const [issued] = readCertificates(writeCertificate({ ...wish, issuer: { commonName: 'My CA' } })) ?? [];
    const [ca] = readCertificates(writeCertificate({ ...wish, commonName: 'My CA', names: [], keySeed: 'ca' })) ?? [];
    if (!own || !issued || !ca) throw new Error('no certificate');
    const check = (chain: typeof own, trusted: readonly (typeof own)[], host = 'shop.example.com', day = 1) =>
      verifyCertificate({ chain: [chain], trusted, host, now: START + day * DAY });
    expect(check(own, [])).toBe('self-signed');
    expect(check(issued, [])).toBe('unknown-issuer');
    expect(check(issued, [ca])).toBeUndefined();
    expect(check(own, [own])).toBeUndefined();
    expect(check(own, [own], 'shop.example.com', 400)).toBe('expired');
    expect(check(own, [own], 'shop.example.com', -1)).toBe('not-yet-valid');
    expect(check(own, [own], 'other.example.com')).toBe('wrong-name');
    expect(check(own, [own], 'a.shop.example.com')).toBeUndefined();
    expect(check(own, [own], 'a.b.shop.example.com')).toBe('wrong-name');
    expect(check(own, [own], '10.96.7.7')).toBeUndefined();
  });

  it('is not read from text that is none', () => {
    expect(readCertificates('hello')).toEqual([]);
    expect(readCertificates('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n')).toBeUndefined();
  });
});
