// A rolling update under load: 50 requests a second while version 2.0 takes the place of 1.0, and what each
// precaution is worth.
// After `npm run build`: node examples/rolling-update.mjs
import { createCluster } from 'svc-learn/engine';
import { hopCause } from 'svc-learn/words';

const EVERY_MS = 20;
const FOR_MS = 12_000;

/** The program needs 3 seconds before it listens. */
const shop = (version, care) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: shop }
spec:
  replicas: 4
  selector: { matchLabels: { app: shop } }
  template:
    metadata: { labels: { app: shop } }
    spec:
      containers:
        - name: web
          image: registry.example.com/shop/web:${version}
          command: [sh, -c, 'sleep 3; exec /app']
          ${care.join('\n          ')}
`;

const REST = `
apiVersion: v1
kind: Service
metadata: { name: shop }
spec:
  selector: { app: shop }
  ports: [{ port: 80, targetPort: 8080 }]
---
apiVersion: v1
kind: Pod
metadata: { name: client }
spec:
  containers: [{ name: client, image: busybox, command: [sleep, infinity] }]
`;

function rollUnderLoad(care) {
  const cluster = createCluster({ seed: 1 });
  cluster.apply(shop('1.0', care));
  cluster.apply(REST);
  cluster.run({ until: 10_000 });
  cluster.apply(shop('2.0', care));
  const requests = [];
  for (let at = cluster.elapsed(); requests.length < FOR_MS / EVERY_MS; at += EVERY_MS) {
    if (at > cluster.elapsed()) cluster.run({ until: at });
    const request = { from: { pod: 'default/client' }, to: 'shop', port: 80, http: {}, timeoutMs: EVERY_MS };
    requests.push(cluster.send(request));
  }
  return requests;
}

function tell(title, requests) {
  const lost = requests.filter(({ outcome }) => outcome !== 'reply');
  console.log(`${title}: ${requests.length}回のうち${lost.length}回が失敗`);
  // One bar a second.
  for (const version of ['1.0', '2.0'])
    console.log(`  ${version}  ${perSecond(requests, ({ reply }) => reply?.body.includes(version))}`);
  console.log(`  失敗 ${perSecond(lost.length === 0 ? [] : requests, ({ outcome }) => outcome !== 'reply')}`);
  const causes = new Set(lost.map(({ trace }) => causeOf(trace)));
  for (const cause of causes) console.log(`  理由: ${cause}`);
}

function causeOf(trace) {
  const { reason, args } = trace.find(({ verdict }) => verdict !== 'ok');
  return hopCause(reason, args, 'ja');
}

function perSecond(requests, isMeant) {
  const size = 1000 / EVERY_MS;
  const seconds = Array.from({ length: Math.ceil(requests.length / size) }, (_, n) =>
    requests.slice(n * size, (n + 1) * size),
  );
  return seconds.map((second) => ' ▁▂▃▄▅▆▇█'[Math.ceil((second.filter(isMeant).length / second.length) * 8)]).join('');
}

const READINESS = 'readinessProbe: { httpGet: { path: /healthz, port: 8080 }, periodSeconds: 1 }';
const PRE_STOP = 'lifecycle: { preStop: { sleep: { seconds: 3 } } }';

tell('そのまま', rollUnderLoad([]));
tell('readinessProbeあり', rollUnderLoad([READINESS]));
tell('readinessProbeとpreStopあり', rollUnderLoad([READINESS, PRE_STOP]));
