import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeDns, dnsId } from '../../../src/kube/dns-message/decode-dns.js';
import { type DnsMessage, noFlags } from '../../../src/kube/dns-message/dns-message.js';
import { DnsFormatError } from '../../../src/kube/dns-message/dns-reader.js';
import { encodeDns } from '../../../src/kube/dns-message/encode-dns.js';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const bytes = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'));

const label = fc.stringMatching(/^[a-z0-9_]([a-z0-9-]{0,14}[a-z0-9])?$/);
const name = fc.array(label, { maxLength: 6 }).map((labels) => (labels.length === 0 ? '.' : `${labels.join('.')}.`));
const u16 = fc.integer({ min: 0, max: 65_535 });
const u32 = fc.integer({ min: 0, max: 0xffffffff });
const ipv4 = fc.tuple(...[1, 2, 3, 4].map(() => fc.integer({ min: 0, max: 255 }))).map((parts) => parts.join('.'));
const resource = fc
  .record({
    name,
    ttl: u32,
    rest: fc.oneof(
      ipv4.map((data) => ({ type: 'A', data })),
      fc.constantFrom('::', '::1', 'fd00:10:96::a', '2001:db8::1:0:0:1').map((data) => ({ type: 'AAAA', data })),
      fc.tuple(fc.constantFrom('CNAME', 'NS', 'PTR'), name).map(([type, data]) => ({ type, data })),
      fc.tuple(u16, u16, u16, name).map((row) => ({ type: 'SRV', data: row.join(' ') })),
      fc.tuple(u16, name).map((row) => ({ type: 'MX', data: row.join(' ') })),
      fc.tuple(name, name, u32, u32, u32, u32, u32).map((row) => ({ type: 'SOA', data: row.join(' ') })),
      fc.array(fc.stringMatching(/^[ -~]{0,40}$/), { minLength: 1, maxLength: 3 }).map((texts) => ({
        type: 'TXT',
        data: texts.map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`).join(' '),
      })),
      fc
        .uint8Array({ minLength: 1, maxLength: 20 })
        .map((raw) => ({ type: 'TYPE65280', data: `\\# ${raw.length} ${hex(raw)}` })),
    ),
  })
  .map(({ rest, ...head }) => ({ ...head, ...rest }));
const flags = fc.record({
  qr: fc.boolean(),
  aa: fc.boolean(),
  tc: fc.boolean(),
  rd: fc.boolean(),
  ra: fc.boolean(),
  ad: fc.boolean(),
  cd: fc.boolean(),
});
const message: fc.Arbitrary<DnsMessage> = fc.record({
  id: u16,
  opcode: fc.integer({ min: 0, max: 15 }),
  rcode: fc.integer({ min: 0, max: 15 }),
  flags,
  questions: fc.array(
    fc.record({ name, type: fc.constantFrom('A', 'SRV', 'ANY', 'TYPE999'), class: fc.constant('IN') }),
    {
      maxLength: 2,
    },
  ),
  answers: fc.array(resource, { maxLength: 5 }),
  authority: fc.array(resource, { maxLength: 2 }),
  additional: fc.array(resource, { maxLength: 3 }),
  edns: fc.record({
    udpSize: u16,
    dnssecOk: fc.boolean(),
    options: fc.array(fc.record({ code: u16, data: fc.uint8Array({ maxLength: 8 }).map(hex) }), { maxLength: 2 }),
  }),
});

describe('a DNS message', () => {
  it('is the same after a way over the wire, with and without compression', () => {
    fc.assert(
      fc.property(message, fc.boolean(), (sent, compress) => {
        expect(decodeDns(encodeDns(sent, { compress }))).toEqual(sent);
      }),
    );
  });

  it('is never larger with compression', () => {
    fc.assert(
      fc.property(message, (sent) => {
        const size = (compress: boolean) => encodeDns(sent, { compress }).length;
        expect(size(true)).toBeLessThanOrEqual(size(false));
      }),
    );
  });

  it('is read as real servers write it: pointers, EDNS, a cookie', () => {
    const wire = bytes(`
      5f33 8580 0001 0001 0000 0001
      03777777 076578616d706c65 03636f6d 00 0001 0001
      c00c 0001 0001 0000012c 0004 5db8d822
      00 0029 04d0 0000 8000 000c 000a 0008 0102030405060708`);
    expect(decodeDns(wire)).toEqual({
      id: 0x5f33,
      opcode: 0,
      rcode: 0,
      flags: { ...noFlags, qr: true, aa: true, rd: true, ra: true },
      questions: [{ name: 'www.example.com.', type: 'A', class: 'IN' }],
      answers: [{ name: 'www.example.com.', type: 'A', ttl: 300, data: '93.184.216.34' }],
      authority: [],
      additional: [],
      edns: { udpSize: 1232, dnssecOk: true, options: [{ code: 10, data: '0102030405060708' }] },
    });
  });

  it('has the size that CoreDNS logs for a question and its answer', () => {
    const question = { name: 'kubernetes.default.svc.cluster.local.', type: 'A', class: 'IN' };
    const asked: DnsMessage = {
      id: 1,
      opcode: 0,
      rcode: 0,
      flags: { ...noFlags, rd: true },
      questions: [question],
      answers: [],
      authority: [],
      additional: [],
    };
    const answered = { ...asked, answers: [{ name: question.name, type: 'A', ttl: 30, data: '10.96.0.1' }] };
    expect(encodeDns(asked, { compress: false }).length).toBe(54);
    expect(encodeDns(answered, { compress: false }).length).toBe(106);
    expect(encodeDns(answered, { compress: true }).length).toBe(70);
  });

  it('keeps dots and odd bytes inside a label', () => {
    const odd = { name: 'a\\.b.\\000\\255.c.', type: 'A', class: 'IN' };
    const sent = decodeDns(bytes('0001 0100 0001 0000 0000 0000  03 612e62  02 00ff  01 63 00  0001 0001'));
    expect(sent.questions).toEqual([odd]);
    expect(hex(encodeDns(sent, { compress: false }))).toContain('03612e620200ff016300');
  });
});

describe('bytes that are no DNS message', () => {
  it('are refused with DnsFormatError, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (raw) => {
        try {
          decodeDns(raw);
        } catch (error) {
          expect(error).toBeInstanceOf(DnsFormatError);
        }
      }),
    );
  });

  it('are refused when a message is cut anywhere or one byte is changed, without a crash', () => {
    fc.assert(
      fc.property(message, fc.nat(), fc.nat(255), (sent, place, value) => {
        const whole = encodeDns(sent, { compress: true });
        const changed = whole.map((byte, at) => (at === place % whole.length ? value : byte));
        for (const raw of [whole.slice(0, place % whole.length), changed]) {
          try {
            decodeDns(raw);
          } catch (error) {
            expect(error).toBeInstanceOf(DnsFormatError);
          }
        }
      }),
    );
  });

  it.each([
    ['a name that points to itself', '0001 0100 0001 0000 0000 0000 c00c 0001 0001'],
    ['a name that points ahead', '0001 0100 0001 0000 0000 0000 c00f 0001 0001'],
    ['a label of an unknown kind', '0001 0100 0001 0000 0000 0000 8061 0001 0001'],
    ['more records than there are', '0001 0100 ffff 0000 0000 0000'],
    ['an option beyond its record', '0001 0100 0000 0000 0000 0001 00 0029 04d0 00000000 0004 000a 0008'],
  ])('such as %s', (_, raw) => {
    expect(() => decodeDns(bytes(raw))).toThrow(DnsFormatError);
  });

  it('still have an id to answer to when a header is there', () => {
    expect(dnsId(bytes('abcd 0100 0001 0000 0000 0000 c00c'))).toBe(0xabcd);
    expect(dnsId(bytes('abcd'))).toBeUndefined();
  });
});
