export const CHANGE_TRIGGER = 'endpoints.kubernetes.io/last-change-trigger-time';
export const HEADLESS = 'service.kubernetes.io/headless';
export const SERVICE_NAME = 'kubernetes.io/service-name';
export const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';
export const SLICES = 'endpointslices.discovery.k8s.io';
export const MIRRORED_BY = 'endpointslicemirroring-controller.k8s.io';
export const MADE_BY = 'endpointslice-controller.k8s.io';
