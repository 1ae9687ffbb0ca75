import type { Endpoint, EndpointSlice } from '../../../kube/shapes/service.js';
import type { SliceChanges } from './packing.js';

const ZONAL = new Set(['PreferClose', 'PreferSameZone', 'PreferSameNode']);

/** Sets the hints of `spec.trafficDistribution` on all slices; one that stood and is wrong becomes an update. */
export function withTrafficHints(
  trafficDistribution: string | undefined,
  changes: SliceChanges,
  unchanged: readonly EndpointSlice[],
): SliceChanges {
  const hinted = (slice: EndpointSlice) =>
    mapEndpoints(slice, (endpoint) => hintedEndpoint(trafficDistribution, endpoint));
  const corrected = unchanged.filter((slice) =>
    (slice.endpoints ?? []).some((endpoint) => isWrong(trafficDistribution, endpoint)),
  );
  return {
    toCreate: changes.toCreate.map(hinted),
    toUpdate: [...changes.toUpdate, ...corrected].map(hinted),
    toDelete: changes.toDelete,
  };
}

export function mapEndpoints(slice: EndpointSlice, change: (endpoint: Endpoint) => Endpoint): EndpointSlice {
  return { ...slice, endpoints: (slice.endpoints ?? []).map(change) };
}

export function withoutHints({ hints: _, ...endpoint }: Endpoint): Endpoint {
  return endpoint;
}

export function isReadyEndpoint({ conditions }: Endpoint): boolean {
  return conditions?.ready === true;
}

function hintedEndpoint(trafficDistribution: string | undefined, endpoint: Endpoint): Endpoint {
  const bare = withoutHints(endpoint);
  const hints = hintsOf(trafficDistribution, endpoint);
  return hints ? { ...bare, hints } : bare;
}

function hintsOf(trafficDistribution: string | undefined, endpoint: Endpoint): Endpoint['hints'] {
  if (trafficDistribution === undefined || !ZONAL.has(trafficDistribution) || !isReadyEndpoint(endpoint))
    return undefined;
  const { zone, nodeName } = endpoint;
  const forNodes = trafficDistribution === 'PreferSameNode' && nodeName ? { forNodes: [{ name: nodeName }] } : {};
  const forZones = zone ? { forZones: [{ name: zone }] } : {};
  const hints = { ...forZones, ...forNodes };
  return Object.keys(hints).length > 0 ? hints : undefined;
}

/** Endpoints that are not ready do not make a slice be written. */
function isWrong(trafficDistribution: string | undefined, endpoint: Endpoint): boolean {
  const wanted = hintsOf(trafficDistribution, endpoint);
  if (wanted === undefined) {
    const mayKeep = trafficDistribution !== undefined && ZONAL.has(trafficDistribution) && !isReadyEndpoint(endpoint);
    return endpoint.hints !== undefined && !mayKeep;
  }
  return JSON.stringify(endpoint.hints) !== JSON.stringify(wanted);
}
