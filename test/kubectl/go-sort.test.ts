import { expect, it } from 'vitest';
import { goSort } from '../../src/kubectl/print/go-sort.js';

it('leaves equal elements where Go leaves them', () => {
  const lb = ['web-lb', 'web-lb-local', 'web-lb-ready'];
  const names =
    'api badname db dns-both early extip internal-local kubernetes legacy nomatch slow sticky web web-headless web-lb web-lb-local web-lb-ready web-np'.split(
      ' ',
    );
  const type = (name: string) =>
    name === 'db' ? 'ExternalName' : name === 'web-np' ? 'NodePort' : lb.includes(name) ? 'LoadBalancer' : 'ClusterIP';
  expect(goSort(names, (left, right) => type(left) < type(right)).join(' ')).toBe(
    'legacy slow web-headless dns-both early extip internal-local kubernetes badname api nomatch sticky web db web-lb web-lb-local web-lb-ready web-np',
  );
});
