import { matchesSelector } from '../../../../kube/label-selector.js';
import type { Gateway, GatewayListener, HTTPRoute, ParentRef } from '../../../../kube/shapes/gateway.js';
import type { KubeObject } from '../../../../kube/shapes/meta.js';
import type { ClusterReader } from '../../../control/cluster-api.js';
import { keyOf } from '../../../control/keys.js';
import type { Said } from './gateway-conditions.js';
import { judgeListeners } from './gateway-listeners.js';
import { intersection } from './hostnames.js';

/** Where a route is served: a listener, and the names there. */
export interface Attachment {
  /** `NAMESPACE/NAME`. */
  readonly gateway: string;
  readonly listener: string;
  readonly port: number;
  readonly hosts: readonly string[];
}

interface Attached {
  readonly attachments: readonly Attachment[];
  readonly accepted: Said;
}

/** Which listeners of a Gateway take a route that names it as its parent. */
export function attach(
  reader: Pick<ClusterReader, 'get' | 'list'>,
  { gateway, route, parent }: { readonly gateway: Gateway; readonly route: HTTPRoute; readonly parent: ParentRef },
): Attached {
  const asked = judgeListeners(reader, gateway).filter(
    ({ listener: { name, port } }) =>
      (parent.sectionName === undefined || parent.sectionName === name) &&
      (parent.port === undefined || parent.port === port),
  );
  if (asked.length === 0) return none('NoMatchingParent', 'The Listener is not found for this parent ref');
  const valid = asked.filter(({ fault }) => fault === undefined).map(({ listener }) => listener);
  if (valid.length === 0) return none('InvalidListener', 'The Listener is invalid for this parent ref');
  const open = valid.filter((listener) => letsIn(reader, { gateway, listener, route }));
  if (open.length === 0) return none('NotAllowedByListeners', 'The Route is not allowed by any listener');
  const names = (route.spec.hostnames ?? []).map((name) => name.toLowerCase());
  const attachments = open.flatMap(({ name, port, hostname = '' }) => {
    const hosts = intersection(hostname.toLowerCase(), names);
    return hosts.length === 0 ? [] : [{ gateway: keyOf(gateway), listener: name, port, hosts }];
  });
  if (attachments.length === 0) {
    return none('NoMatchingListenerHostname', 'The Listener hostnames do not match the Route hostnames');
  }
  return { attachments, accepted: ['Accepted', 'True', 'Accepted', 'The Route is accepted'] };
}

function none(reason: string, message: string): Attached {
  return { attachments: [], accepted: ['Accepted', 'False', reason, message] };
}

interface Asked {
  readonly gateway: Gateway;
  readonly listener: GatewayListener;
  readonly route: HTTPRoute;
}

function letsIn(reader: Pick<ClusterReader, 'get'>, { gateway, listener, route }: Asked): boolean {
  const { from = 'Same', selector } = listener.allowedRoutes?.namespaces ?? {};
  const { namespace = '' } = route.metadata;
  if (from === 'All') return true;
  if (from === 'Same') return gateway.metadata.namespace === namespace;
  if (from !== 'Selector') return false;
  const found = reader.get<KubeObject>('namespaces', { namespace: '', name: namespace });
  return selector !== undefined && matchesSelector(selector, found?.metadata.labels ?? {});
}
