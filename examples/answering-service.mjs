// A Service answers: one Deployment, one Service, six requests, and who got them.
// After `npm run build`: node examples/answering-service.mjs
import { createCluster } from 'svc-learn/engine';

const cluster = createCluster({ seed: 1 });

cluster.apply(`
apiVersion: apps/v1
kind: Deployment
metadata: { name: shop }
spec:
  replicas: 3
  selector: { matchLabels: { app: shop } }
  template:
    metadata: { labels: { app: shop } }
    spec:
      containers: [{ name: web, image: registry.example.com/shop/web:1.0 }]
---
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
`);
const tookMs = cluster.settle();

const pods = cluster.api({
  method: 'GET',
  path: '/api/v1/namespaces/default/pods',
  query: { labelSelector: 'app=shop' },
}).body.items;
const { answers } = cluster.resolve({ from: { pod: 'default/client' }, name: 'shop' });

console.log(`クラスターは、仮想時間の${(tookMs / 1000).toFixed(1)}秒で落ち着きました。`);
console.log(`Podから見たshop: ${answers.join(', ')}\n`);

const hits = new Map(pods.map(({ metadata }) => [`default/${metadata.name}`, 0]));
for (let n = 1; n <= 6; n += 1) {
  const { reply, backend } = cluster.send({ from: { pod: 'default/client' }, to: 'shop', port: 80, http: {} });
  console.log(`${n}回目 HTTP ${reply.status}: ${reply.body.trim()}`);
  hits.set(backend.pod, hits.get(backend.pod) + 1);
}

console.log('\nPodごとの回数');
for (const [name, count] of hits) console.log(`${name.replace('default/', '')} ${'■'.repeat(count)}${count}`);
