import { expect, it } from 'vitest';
import { inSliceOrder, inSubsetOrder } from '../../../src/engine/controllers/endpoints/port-order.js';

const port = (name: string, number: number, protocol: 'TCP' | 'UDP' = 'TCP') => ({ name, port: number, protocol });

it('lists the ports of slices and of Endpoints in two orders, neither of them that of the Service', () => {
  const web = [port('http', 80), port('https', 8443)];
  const dns = [port('dns', 53, 'UDP'), port('dns-tcp', 53)];
  const names = (ports: readonly { readonly name?: string }[]) => ports.map(({ name }) => name);
  expect(names(inSliceOrder(web))).toEqual(['https', 'http']);
  expect(names(inSubsetOrder(web))).toEqual(['http', 'https']);
  expect(names(inSliceOrder(dns))).toEqual(['dns', 'dns-tcp']);
  expect(names(inSubsetOrder(dns))).toEqual(['dns-tcp', 'dns']);
});
