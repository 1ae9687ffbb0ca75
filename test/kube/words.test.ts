import { expect, test } from 'vitest';
import { isDNS1123Label, isLabelValue, isPortName, isQualifiedName } from '../../src/kube/dns-names.js';
import { humanDuration } from '../../src/kube/duration.js';
import { formatAddress, isInside, nextAddress, parseAddress, parseNetwork } from '../../src/kube/ip.js';
import { canonicalQuantity, milliValue, parseQuantity } from '../../src/kube/quantity.js';
import { podTemplateHash } from '../../src/kube/template-hash.js';

test('names are judged in the words of upstream', () => {
  expect(isDNS1123Label('web')).toEqual([]);
  expect(isDNS1123Label('a.b')).toEqual(['must not contain dots']);
  expect(isDNS1123Label('a'.repeat(64))).toEqual(['must be no more than 63 characters']);
  expect(isPortName('WEB_PORT')).toEqual([
    'must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
    'must contain at least one letter (a-z)',
  ]);
  expect(isQualifiedName('a b')).toEqual([
    "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
  ]);
  expect(isLabelValue('')).toEqual([]);
});

test('quantities are written in their canonical form', () => {
  const pairs = [
    '0.5:500m',
    '1000m:1',
    '1024Mi:1Gi',
    '1536Mi:1536Mi',
    '2000Ki:2000Ki',
    '1e3:1e3',
    '0:0',
    '1500k:1500k',
  ];
  expect(pairs.map((pair) => canonicalQuantity(pair.split(':')[0] ?? ''))).toEqual(
    pairs.map((pair) => pair.split(':')[1]),
  );
  expect(canonicalQuantity('many')).toBe('many');
  expect(milliValue(parseQuantity('0.0001') ?? { nanos: 0n, format: 'DecimalSI' })).toBe(1);
});

test('addresses have one text', () => {
  const text = (value: string) => {
    const address = parseAddress(value);
    return address && formatAddress(address);
  };
  expect(text('2001:0db8:0:0:1:0:0:1')).toBe('2001:db8::1:0:0:1');
  expect(text('::')).toBe('::');
  expect(text('010.1.1.1')).toBeUndefined();
  expect(parseNetwork('10.96.0.1/12')).toMatchObject({ prefix: 12, exact: false });
  expect(isInside('10.96.0.0/12', '10.111.255.255')).toBe(true);
  expect(isInside('10.96.0.0/12', '10.112.0.0')).toBe(false);
  expect(nextAddress('10.96.0.255')).toBe('10.96.1.0');
});

test('ages lose figures as they grow', () => {
  const seconds = [0, 119, 120, 125, 600, 10_799, 10_800, 11_000, 30_000, 172_800, 180_000, 700_000, 90_000_000];
  expect(seconds.map((value) => humanDuration(value * 1000))).toEqual([
    '0s',
    '119s',
    '2m',
    '2m5s',
    '10m',
    '179m',
    '3h',
    '3h3m',
    '8h',
    '2d',
    '2d2h',
    '8d',
    '2y311d',
  ]);
});

test('the hash of a template ignores the order of its keys', () => {
  const hash = podTemplateHash({ spec: { containers: [{ name: 'a', image: 'b' }] } });
  expect(hash).toBe(podTemplateHash({ spec: { containers: [{ image: 'b', name: 'a' }] } }));
  expect(hash).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]+$/);
  expect(hash).not.toBe(podTemplateHash({ spec: { containers: [{ image: 'b', name: 'a' }] } }, 0));
});
