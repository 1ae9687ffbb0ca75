import { figure, median, wall } from './statistics.mjs';
import { ask, clusterIP, lessonWorld } from './worlds.mjs';

/** So many that the code is warm: the first thousands of a process cost three times as much. */
const REQUESTS = 5000;
const FEW = 10;
const MANY = 2000;

/** Requests and bare connections through a ClusterIP a second, with and without traces; and what a request costs when there are many other Services. */
export function figuresOfTraffic() {
  const cluster = lessonWorld();
  const to = clusterIP(cluster);
  const round = (world, address) => wall(() => repeat(REQUESTS, () => ask(world, { pod: 'default/client' }, address)));
  const rounds = Array.from({ length: 7 }, () => round(cluster, to));
  const other = (request) => {
    const send = () => cluster.send({ from: { pod: 'default/client' }, to, port: 80, ...request });
    return median(Array.from({ length: 7 }, () => wall(() => repeat(REQUESTS, send))));
  };
  const perSecond = (name, ms, budget) => figure(name, (REQUESTS / ms) * 1000, { unit: '1/s', budget, runs: 7 });
  const [few, many] = [FEW, MANY].map((count) => {
    const world = lessonWorld();
    world.apply(Array.from({ length: count }, (_, at) => service(at)));
    world.settle();
    return median(Array.from({ length: 5 }, () => round(world, clusterIP(world))));
  });
  return [
    perSecond('requests through a ClusterIP a second, traced', median(rounds), 30_000),
    perSecond('the same without traces', other({ trace: false, http: { path: '/' } }), 100_000),
    perSecond('connections through a ClusterIP a second, traced', other({}), 30_000),
    perSecond('connections without traces', other({ trace: false }), 100_000),
    figure(`a request beside ${MANY} Services to one beside ${FEW}`, many / few, { unit: 'ratio', budget: 1, runs: 5 }),
  ];
}

function repeat(times, work) {
  for (let turn = 0; turn < times; turn += 1) work();
}

function service(at) {
  const spec = { selector: { app: `other-${at}` }, ports: [{ port: 80 }] };
  return { apiVersion: 'v1', kind: 'Service', metadata: { name: `other-${at}` }, spec };
}
