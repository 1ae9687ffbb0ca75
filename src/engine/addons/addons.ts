import type { Addon } from '../../kube/addon.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import { gatewayApiManifests } from './gateway-api.js';
import { ingressNginxManifests } from './ingress-nginx.js';

const MANIFESTS: Readonly<Record<Addon, () => readonly KubeObject[]>> = {
  'ingress-nginx': ingressNginxManifests,
  'gateway-api': gatewayApiManifests,
};

export function addonManifests(addon: Addon): readonly KubeObject[] {
  return MANIFESTS[addon]();
}
