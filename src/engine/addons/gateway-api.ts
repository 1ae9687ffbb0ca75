import type { KubeObject } from '../../kube/shapes/meta.js';

/** The GatewayClass of the controller; its kinds are served from the start. */
export function gatewayApiManifests(): readonly KubeObject[] {
  const spec = { controllerName: 'gateway.nginx.org/nginx-gateway-controller' };
  const labels = { 'app.kubernetes.io/instance': 'ngf', 'app.kubernetes.io/name': 'nginx-gateway-fabric' };
  return [
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'GatewayClass',
      metadata: { name: 'nginx', labels },
      spec,
    } as KubeObject,
  ];
}
