import { figure, median, wall } from './statistics.mjs';
import { ask, clusterIP, lessonWorld } from './worlds.mjs';

const REQUESTS = 500;
const FEW = 10;
const MANY = 2000;

/** Requests through a ClusterIP a second, traced; and what a request costs when there are many other Services. */
export function figuresOfTraffic() {
  const cluster = lessonWorld();
  const to = clusterIP(cluster);
  const round = (world, address) => wall(() => repeat(REQUESTS, () => ask(world, { pod: 'default/client' }, address)));
  const rounds = Array.from({ length: 7 }, () => round(cluster, to));
  const [few, many] = [FEW, MANY].map((count) => {
    const world = lessonWorld();
    world.apply(Array.from({ length: count }, (_, at) => service(at)));
    world.settle();
    return median(Array.from({ length: 5 }, () => round(world, clusterIP(world))));
  });
  return [
    figure('requests through a ClusterIP a second, traced', (REQUESTS / median(rounds)) * 1000, {
      unit: '1/s',
      budget: 30_000,
      runs: rounds.length,
    }),
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
