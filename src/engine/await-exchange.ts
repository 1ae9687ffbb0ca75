import type { Sim } from '../sim/index.js';
import type { ExchangeRequest, ExchangeResult } from './net/exchange.js';
import type { Network } from './net/network.js';

/** Makes one request and lets virtual time pass until it has ended. */
export type AwaitExchange = (request: ExchangeRequest) => ExchangeResult;

export function createAwaitExchange(sim: Sim, network: Network): AwaitExchange {
  let arrived: ExchangeResult | undefined;
  network.onResult((result) => {
    arrived = result;
  });
  return (request) => {
    const id = network.exchange(request);
    sim.run({ until: sim.now() + request.timeoutMs, pause: () => arrived?.id === id });
    if (arrived?.id === id) return arrived;
    throw new Error('a request that nobody answers and no timer ends');
  };
}
