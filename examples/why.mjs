// Why does a request fail? Three broken Services, each told hop by hop.
// After `npm run build`: node examples/why.mjs
import { createCluster } from 'svc-learn/engine';
import { hopCause, hopShort, hopWords, plainNames, verdictWords } from 'svc-learn/words';

const LANG = 'ja';

const cluster = createCluster({ seed: 1 });
const service = (name, app, targetPort) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec: { selector: { app }, ports: [{ port: 80, targetPort }] },
});
const pod = (name, image, command) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { app: name } },
  spec: { containers: [{ name, image, ...(command ? { command } : {}) }] },
});

cluster.apply([
  pod('web', 'registry.example.com/shop/web:1.0'),
  pod('client', 'busybox', ['sleep', 'infinity']),
  service('good', 'web', 8080),
  service('wrong-label', 'wev', 8080),
  service('wrong-port', 'web', 80),
]);
cluster.settle();

for (const to of ['good', 'wrong-label', 'wrong-port', 'no-such-name']) {
  const { outcome, trace } = cluster.send({ from: { pod: 'default/client' }, to, port: 80, http: {} });
  console.log(`client -> ${to}:80  ${verdictWords[outcome][LANG]()}`);
  for (const { hop, verdict, reason, args } of trace) {
    const name = hopWords[hop]?.[LANG]() ?? hop;
    console.log(`  ${name} ${verdictWords[verdict][LANG]()}  ${plainNames(hopShort(reason, args, LANG))}`);
    if (verdict !== 'ok') console.log(`  理由: ${hopCause(reason, args, LANG)}`);
  }
  console.log();
}
