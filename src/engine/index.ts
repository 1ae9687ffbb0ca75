/** The mini-cluster: a whole Kubernetes control plane, its nodes and their network, as plain data that moves in virtual time. */
export type { ApiRequest, ApiResponse, ChannelSink, Status, StreamSink, WatchEvent } from '../kube/api.js';
export { ApiError } from '../kube/api-error.js';
export type { Hop, Outcome, Trace } from '../kube/hop.js';
export type { KubeObject } from '../kube/shapes/meta.js';
export { createCluster } from './cluster.js';
export type {
  Cluster,
  ClusterOptions,
  ClusterProcess,
  ClusterSpawn,
  Origin,
  ResolveRequest,
  ResolveResult,
  SendRequest,
  SendResult,
} from './public-face.js';
