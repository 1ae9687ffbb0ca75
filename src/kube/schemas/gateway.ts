// Written by hand from the Gateway API's standard channel (v1); the codes are explained in ../schema-table.ts.
const PREFIX = 'gateway.networking.k8s.io/v1';

/** Kinds by `GROUP/VERSION KIND`. */
export const GATEWAY_KINDS: Readonly<Record<string, string>> = {
  [`${PREFIX} GatewayClass`]: 'GatewayClass',
  [`${PREFIX} Gateway`]: 'Gateway',
  [`${PREFIX} HTTPRoute`]: 'HTTPRoute',
  'gateway.networking.k8s.io/v1beta1 ReferenceGrant': 'ReferenceGrant',
};

export const GATEWAY: Readonly<Record<string, string>> = {
  GatewayClass: 'apiVersion:s kind:s metadata:@ObjectMeta *spec:@GatewayClassSpec status:@GatewayConditions',
  GatewayClassSpec: '*controllerName:s description:s parametersRef:@GatewayParametersRef',
  GatewayParametersRef: '*group:s *kind:s *name:s namespace:s',
  GatewayConditions: 'conditions:[#type]@GatewayCondition supportedFeatures:[#name]@GatewayFeature',
  GatewayFeature: '*name:s',
  GatewayCondition:
    '*lastTransitionTime:t *message:s observedGeneration:l *reason:s *status:s(False|True|Unknown) *type:s',
  Gateway: 'apiVersion:s kind:s metadata:@ObjectMeta *spec:@GatewaySpec status:@GatewayStatus',
  GatewaySpec:
    'addresses:[=]@GatewayAddress allowedListeners:a backendTLS:a *gatewayClassName:s infrastructure:a *listeners:[#name]@GatewayListener',
  GatewayAddress: 'type:s value:s',
  GatewayListener: 'allowedRoutes:@GatewayAllowedRoutes hostname:s *name:s *port:i *protocol:s tls:@GatewayListenerTLS',
  GatewayAllowedRoutes: 'kinds:[=]@GatewayRouteKind namespaces:@GatewayRouteNamespaces',
  GatewayRouteKind: 'group:s *kind:s',
  GatewayRouteNamespaces: 'from:s(All|None|Same|Selector) selector:@LabelSelector',
  GatewayListenerTLS:
    'certificateRefs:[=]@GatewayObjectRef mode:s(Passthrough|Terminate) options:{}s frontendValidation:a',
  GatewayObjectRef: 'group:s kind:s *name:s namespace:s',
  GatewayStatus:
    'addresses:[=]@GatewayAddress conditions:[#type]@GatewayCondition listeners:[#name]@GatewayListenerStatus',
  GatewayListenerStatus:
    '*attachedRoutes:i *conditions:[#type]@GatewayCondition *name:s supportedKinds:[=]@GatewayRouteKind',
  HTTPRoute: 'apiVersion:s kind:s metadata:@ObjectMeta *spec:@HTTPRouteSpec status:@HTTPRouteStatus',
  HTTPRouteSpec: 'hostnames:[=]s parentRefs:[=]@GatewayParentRef rules:[=]@HTTPRouteRule',
  GatewayParentRef: 'group:s kind:s *name:s namespace:s port:i sectionName:s',
  HTTPRouteRule:
    'backendRefs:[=]@HTTPBackendRef filters:[=]@HTTPRouteFilter matches:[=]@HTTPRouteMatch name:s retry:a sessionPersistence:a timeouts:@HTTPRouteTimeouts',
  HTTPRouteTimeouts: 'backendRequest:s request:s',
  HTTPRouteFilter:
    'cors:a extensionRef:@GatewayObjectRef requestHeaderModifier:@HTTPHeaderFilter requestMirror:@HTTPRequestMirror requestRedirect:@HTTPRequestRedirect responseHeaderModifier:@HTTPHeaderFilter *type:s(CORS|ExtensionRef|RequestHeaderModifier|RequestMirror|RequestRedirect|ResponseHeaderModifier|URLRewrite) urlRewrite:@HTTPURLRewrite',
  HTTPHeaderFilter: 'add:[#name]@HTTPHeader remove:[=]s set:[#name]@HTTPHeader',
  HTTPHeader: '*name:s *value:s',
  HTTPRequestMirror: '*backendRef:@HTTPMirrorRef fraction:@HTTPFraction percent:i',
  HTTPMirrorRef: 'group:s kind:s *name:s namespace:s port:i',
  HTTPFraction: 'denominator:i *numerator:i',
  HTTPRequestRedirect: 'hostname:s path:@HTTPPathModifier port:i scheme:s(http|https) statusCode:i',
  HTTPURLRewrite: 'hostname:s path:@HTTPPathModifier',
  HTTPPathModifier: 'replaceFullPath:s replacePrefixMatch:s *type:s(ReplaceFullPath|ReplacePrefixMatch)',
  ReferenceGrant: 'apiVersion:s kind:s metadata:@ObjectMeta spec:@ReferenceGrantSpec',
  ReferenceGrantSpec: '*from:[=]@ReferenceGrantFrom *to:[=]@ReferenceGrantTo',
  ReferenceGrantFrom: '*group:s *kind:s *namespace:s',
  ReferenceGrantTo: '*group:s *kind:s name:s',
  HTTPBackendRef: 'filters:[=]@HTTPRouteFilter group:s kind:s *name:s namespace:s port:i weight:i',
  HTTPRouteMatch:
    'headers:[#name]@HTTPRouteNameValue method:s path:@HTTPRoutePathMatch queryParams:[#name]@HTTPRouteNameValue',
  HTTPRouteNameValue: '*name:s type:s(Exact|RegularExpression) *value:s',
  HTTPRoutePathMatch: 'type:s(Exact|PathPrefix|RegularExpression) value:s',
  HTTPRouteStatus: '*parents:[=]@HTTPRouteParentStatus',
  HTTPRouteParentStatus: '*conditions:[#type]@GatewayCondition *controllerName:s *parentRef:@GatewayParentRef',
};
