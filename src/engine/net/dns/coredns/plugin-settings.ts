import type { Requirement } from '../../../../kube/label-selector.js';

/** One zone of one port, with its plugins as they were set up. */
export interface ServerConfig {
  /** Lower case, with its last dot. */
  readonly zone: string;
  readonly port: number;
  readonly plugins: Plugins;
}

/** What a server block asked for; a plugin that is absent does nothing. */
export interface Plugins {
  errors?: ErrorsSettings;
  log?: LogSettings;
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
  /** Known upstream, not simulated here: plugins, or options of one. */
  ignored?: readonly string[];
}

export type LogClass = 'all' | 'success' | 'denial' | 'error';

export interface LogSettings {
  readonly zones: readonly string[];
  /** Empty for all. */
  readonly classes: readonly LogClass[];
  /** With placeholders in braces. */
  readonly format: string;
}

export interface ErrorsSettings {
  /** Failures that are counted, and told in one line after a while. */
  readonly consolidated: readonly {
    readonly ms: number;
    /** The same time, as it is printed. */
    readonly duration: string;
    readonly pattern: string;
    readonly level: string;
    readonly showsFirst: boolean;
  }[];
}

export interface CacheSettings {
  /** Seconds. */
  readonly success: number;
  readonly denial: number;
  readonly least: { readonly success: number; readonly denial: number };
  /** How long a failure is kept. */
  readonly failureMs: number;
  /** An answer that was asked for so often, without longer pauses, is asked for anew when so little of its time is left. */
  readonly prefetch?: { readonly amount: number; readonly withinMs: number; readonly percent: number };
  /** So long after its end an answer is still given; verified: when the servers behind do not answer. */
  readonly stale?: { readonly ms: number; readonly isVerified: boolean };
  /** TTLs do not count down. */
  readonly keepsTtl: boolean;
  readonly zones: readonly string[];
  readonly noSuccess: readonly string[];
  readonly noDenial: readonly string[];
}

export type NameMatch = 'exact' | 'prefix' | 'suffix' | 'substring' | 'regex';

/** One rule of the plugin rewrite, on the question or on what is answered to it. */
export type RewriteRule =
  | NameRule
  | { readonly kind: 'type'; readonly from: string; readonly to: string; readonly isContinued: boolean }
  | {
      readonly kind: 'ttl';
      readonly match: NameMatch;
      readonly from: string;
      readonly min: number;
      readonly max: number;
      readonly isContinued: boolean;
    }
  | {
      readonly kind: 'rcode';
      readonly match: NameMatch;
      readonly from: string;
      readonly before: string;
      readonly after: string;
      readonly isContinued: boolean;
    };

export interface NameRule {
  readonly kind: 'name';
  readonly match: NameMatch;
  readonly from: string;
  readonly to: string;
  readonly isContinued: boolean;
  /** Names in the answer are turned back. */
  readonly isAuto: boolean;
  readonly answers: readonly { readonly from: string; readonly to: string }[];
}

export interface TemplateSettings {
  /** Of class IN. */
  readonly isOurs: boolean;
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
  /** It answers for addresses, too. */
  readonly hasReverse: boolean;
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
  /** Only Services, and those of namespaces, with such labels are answered for. */
  readonly labels: readonly Requirement[];
  readonly namespaceLabels: readonly Requirement[];
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
  /** Answers with such an rcode are not taken: the next forward is asked. */
  readonly next: readonly string[];
}

/** Where errors say they were found. */
export interface ConfigPlace {
  readonly path: string;
  readonly zones: readonly string[];
}
