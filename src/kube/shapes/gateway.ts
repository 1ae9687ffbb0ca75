import type { Condition, KubeObject } from './meta.js';

export interface GatewayClass extends KubeObject {
  readonly spec: { readonly controllerName: string };
  readonly status?: { readonly conditions?: readonly Condition[] };
}

export interface Gateway extends KubeObject {
  readonly spec: { readonly gatewayClassName: string; readonly listeners: readonly GatewayListener[] };
  readonly status?: {
    readonly addresses?: readonly { readonly type?: string; readonly value: string }[];
    readonly conditions?: readonly Condition[];
    readonly listeners?: readonly unknown[];
  };
}

export interface GatewayListener {
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
  readonly hostname?: string;
  readonly allowedRoutes?: { readonly namespaces?: { readonly from?: string } };
}

export interface HTTPRoute extends KubeObject {
  readonly spec: {
    readonly parentRefs?: readonly ParentRef[];
    readonly hostnames?: readonly string[];
    readonly rules?: readonly HTTPRouteRule[];
  };
  readonly status?: { readonly parents?: readonly unknown[] };
}

export interface ParentRef {
  readonly group?: string;
  readonly kind?: string;
  readonly name: string;
  readonly namespace?: string;
  readonly sectionName?: string;
}

export interface HTTPRouteRule {
  readonly matches?: readonly HTTPRouteMatch[];
  readonly backendRefs?: readonly HTTPBackendRef[];
}

export interface HTTPRouteMatch {
  readonly path?: { readonly type?: string; readonly value?: string };
  readonly headers?: readonly NameValue[];
  readonly queryParams?: readonly NameValue[];
  readonly method?: string;
}

interface NameValue {
  readonly type?: string;
  readonly name: string;
  readonly value: string;
}

export interface HTTPBackendRef {
  readonly kind?: string;
  readonly name: string;
  readonly namespace?: string;
  readonly port?: number;
  readonly weight?: number;
}
