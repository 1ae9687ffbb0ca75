/** What an administrator may have installed beside the cluster itself. */
export const addonNames = ['ingress-nginx', 'gateway-api'] as const;

export type Addon = (typeof addonNames)[number];
