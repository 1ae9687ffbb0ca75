import type { Service } from '../../kube/shapes/service.js';
import type { Command } from '../command/command.js';

export const clusterInfoCommand: Command = {
  name: 'cluster-info',
  short: 'Display addresses of the control plane and of services that are marked as cluster services.',
  summary: 'Display cluster information',
  async run({ env, session }) {
    const client = await session.client();
    const { server } = await session.target();
    const { items } = await client.get<{ items: readonly Service[] }>('/api/v1/namespaces/kube-system/services', {
      labelSelector: 'kubernetes.io/cluster-service=true',
    });
    env.stdout(`Kubernetes control plane is running at ${server}\n`);
    for (const { metadata, spec } of items) {
      const name = metadata.labels?.['kubernetes.io/name'] ?? metadata.name;
      const [port] = spec.ports ?? [];
      const suffix = port?.name ? `:${port.name}` : '';
      env.stdout(
        `${name} is running at ${server}/api/v1/namespaces/${metadata.namespace}/services/${metadata.name}${suffix}/proxy\n`,
      );
    }
    env.stdout("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n");
    return undefined;
  },
};
