import type { Addon } from '../../kube/addon.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import { ingressNginxManifests } from './ingress-nginx.js';

const MANIFESTS: Readonly<Record<Addon, () => readonly KubeObject[]>> = { 'ingress-nginx': ingressNginxManifests };

export function addonManifests(addon: Addon): readonly KubeObject[] {
  return MANIFESTS[addon]();
}
