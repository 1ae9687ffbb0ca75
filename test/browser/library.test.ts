import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { servePage } from '../../src/hosts/http/serve-page.js';
import { folder } from '../cli/program.js';
import { noBrowser, type Visitor, visit } from './visitor.js';

const ENGINE = resolve(import.meta.dirname, '../../dist/engine.js');
const MANIFEST = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: nginx, ports: [{ containerPort: 80 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [{ port: 80 }] }
`;

/** What somebody else's page would hold: the library, and one program on it. */
const PROGRAM = `
import { createCluster } from ${JSON.stringify(ENGINE)};

const cluster = createCluster({ seed: 1 });
cluster.apply(${JSON.stringify(MANIFEST)});
cluster.settle();
const { outcome, reply, backend } = cluster.send({ from: { node: 'svc-learn-worker' }, to: serviceIp(), port: 80, http: {} });
document.title = JSON.stringify({ outcome, status: reply?.status, pod: backend?.pod });

function serviceIp() {
  return cluster.api({ method: 'GET', path: '/api/v1/namespaces/default/services/web' }).body.spec.clusterIP;
}
`;

const POLICY = "default-src 'none'; script-src 'self'";

describe.skipIf(noBrowser)('the library in a page', () => {
  let visitor: Visitor;
  beforeAll(async () => {
    visitor = await visit();
  });
  afterAll(() => visitor.close());

  it('runs a Service that answers, bundled by a build tool, under a policy that allows nothing but scripts', async () => {
    const site = folder();
    mkdirSync(join(site, 'src'));
    writeFileSync(join(site, 'src/main.js'), PROGRAM);
    const meta = `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`;
    writeFileSync(
      join(site, 'index.html'),
      `<!doctype html>${meta}<link rel="icon" href="data:,"><script type="module" src="/src/main.js"></script>`,
    );
    const outDir = join(site, 'out');
    await build({ root: site, configFile: false, logLevel: 'silent', build: { outDir } });
    const listener = await servePage({ folder: outDir }, 0);
    const page = await visitor.context.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(listener.url);
    await expect.poll(() => page.title(), { timeout: 20_000 }).not.toBe('');
    const answer = JSON.parse(await page.title()) as Record<string, unknown>;
    expect(answer).toEqual({ outcome: 'reply', status: 200, pod: expect.stringMatching(/^default\/web-/) });
    expect(errors).toEqual([]);
    await listener.close();
  });
});
