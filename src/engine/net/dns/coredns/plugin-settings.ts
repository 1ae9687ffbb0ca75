/** One zone of one port, with its plugins as they were set up. */
export interface ServerConfig {
  /** Lower case, with its last dot. */
  readonly zone: string;
  readonly port: number;
  readonly plugins: Plugins;
}

/** What a server block asked for; a plugin that is absent does nothing. */
export interface Plugins {
  errors?: true;
  log?: { readonly zones: readonly string[]; readonly isDenialOnly: boolean; readonly isErrorOnly: boolean };
  health?: { readonly port: number; readonly lameduckMs: number };
  ready?: { readonly port: number };
  prometheus?: { readonly port: number };
  reload?: { readonly intervalMs: number; readonly jitterMs: number };
  loop?: true;
  loadbalance?: true;
  cache?: CacheSettings;
  rewrites?: readonly RewriteRule[];
  templates?: readonly TemplateSettings[];
  hosts?: HostsSettings;
  kubernetes?: KubernetesSettings;
  external?: ExternalSettings;
  forwards?: readonly ForwardSettings[];
  /** Known upstream, not simulated here. */
  ignored?: readonly string[];
}

export interface CacheSettings {
  /** Seconds. */
  readonly success: number;
  readonly denial: number;
  readonly least: number;
  readonly zones: readonly string[];
  readonly noSuccess: readonly string[];
  readonly noDenial: readonly string[];
}

export interface RewriteRule {
  readonly match: 'exact' | 'prefix' | 'suffix' | 'substring' | 'regex';
  readonly from: string;
  readonly to: string;
  readonly isContinued: boolean;
  /** Names in the answer are turned back. */
  readonly isAuto: boolean;
  readonly answers: readonly { readonly from: string; readonly to: string }[];
}

export interface TemplateSettings {
  readonly type: string;
  readonly zones: readonly string[];
  readonly matches: readonly string[];
  readonly answers: readonly string[];
  readonly additional: readonly string[];
  readonly authority: readonly string[];
  readonly rcode: string;
  readonly fallthrough: Fallthrough;
}

/** Zones whose unknown names go on to the next plugin; `undefined`: none, empty: all. */
export type Fallthrough = readonly string[] | undefined;

export interface HostsSettings {
  readonly file: string;
  readonly inline: string;
  readonly zones: readonly string[];
  readonly ttl: number;
  readonly fallthrough: Fallthrough;
}

export interface KubernetesSettings {
  readonly zones: readonly string[];
  readonly pods: 'disabled' | 'insecure' | 'verified';
  readonly ttl: number;
  readonly namespaces: readonly string[];
  readonly fallthrough: Fallthrough;
  readonly ignoreEmptyService: boolean;
  readonly endpointPodNames: boolean;
  readonly hasEndpoints: boolean;
  /** Names of endpoints by zone. */
  readonly zonal: boolean;
}

export interface ExternalSettings {
  readonly zones: readonly string[];
  readonly apex: string;
  readonly ttl: number;
  readonly headless: boolean;
  readonly fallthrough: Fallthrough;
}

export interface ForwardSettings {
  readonly from: string;
  /** Addresses, or a file in the form of resolv.conf. */
  readonly to: readonly string[];
  readonly except: readonly string[];
  readonly policy: 'random' | 'round_robin' | 'sequential';
  readonly isTcp: boolean;
}

/** Where errors say they were found. */
export interface ConfigPlace {
  readonly path: string;
  readonly zones: readonly string[];
}
