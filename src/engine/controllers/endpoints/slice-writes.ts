import { ApiError } from '../../../kube/api-error.js';
import type { EndpointSlice } from '../../../kube/shapes/service.js';
import type { ClusterApi } from '../../control/cluster-api.js';
import { CHANGE_TRIGGER, SLICES } from './names.js';
import type { SliceChanges } from './packing.js';

interface Writing {
  /** Time for the trigger annotation; without it the annotation goes. `keep` leaves annotations as they are. */
  readonly trigger: string | undefined | 'keep';
  readonly mayCreate: boolean;
}

export function writeSlices(api: ClusterApi, changes: SliceChanges, { trigger, mayCreate }: Writing): void {
  for (const slice of mayCreate ? changes.toCreate : []) api.create(SLICES, triggered(slice, trigger));
  for (const slice of changes.toUpdate) api.update(SLICES, triggered(slice, trigger));
  for (const { metadata } of changes.toDelete) remove(api, metadata.namespace ?? '', metadata.name ?? '');
}

export function triggered(slice: EndpointSlice, trigger: Writing['trigger']): EndpointSlice {
  if (trigger === 'keep') return slice;
  const { annotations: all = {}, ...metadata } = slice.metadata;
  const { [CHANGE_TRIGGER]: _, ...others } = all;
  const annotations = trigger === undefined ? others : { ...others, [CHANGE_TRIGGER]: trigger };
  return { ...slice, metadata: Object.keys(annotations).length > 0 ? { ...metadata, annotations } : metadata };
}

function remove(api: ClusterApi, namespace: string, name: string): void {
  try {
    api.delete(SLICES, { namespace, name });
  } catch (error) {
    if (!(error instanceof ApiError) || error.reason !== 'NotFound') throw error;
  }
}
