import type { Path, PathFinder, PathRequest } from '../path.js';
import type { FaultBook } from './fault-book.js';

/** Paths on which packets are lost or late as the faults of the world say. */
export function withFaults(paths: PathFinder, faults: FaultBook): PathFinder {
  return {
    find: (request) => broken(faults, request, paths.find(request)),
    again: (path, request) => broken(faults, request, paths.again(path, request)),
    latency: (from, to) => paths.latency(from, to) + faults.delay(from, to),
  };
}

/** A packet goes from its sender over the nodes whose rules chose (a node port) to its target. */
function broken(faults: FaultBook, { place: sender }: PathRequest, path: Path): Path {
  if (faults.all().length === 0) return path;
  const { end, place, judged } = path;
  if (end !== 'place' && end !== 'refused') return path;
  const stops = [sender, ...judged.map(({ node }) => `node/${node}`), ...(place === undefined ? [] : [place])];
  for (const [at, stop] of stops.entries()) {
    const cut = faults.cut(stops[at - 1] ?? stop, stop);
    if (cut) {
      const reason = cut.reason === 'node-cut' ? 'node-cut-off' : cut.reason;
      return { ...path, end: 'lost', fault: { reason, node: cut.node } };
    }
  }
  const last = stops.at(-1) ?? sender;
  const fate = faults.fate(sender, last);
  if (fate.kind === 'lost') {
    return { ...path, end: 'lost', fault: { reason: 'packet-lost', between: fate.between, loss: fate.loss } };
  }
  const delayMs = faults.delay(sender, last);
  return delayMs === 0 ? path : { ...path, fault: { reason: 'link-delayed', delayMs } };
}
