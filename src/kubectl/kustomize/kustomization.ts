import type { KubeObject } from '../../kube/shapes/meta.js';

/** What a directory gives to the one above it. */
export interface Built {
  readonly objects: readonly KubeObject[];
  /** `KIND/NAME` of those that get a hash of their content behind their name, when all is done. */
  readonly hashed: ReadonlySet<string>;
}

/** What a kustomization file may say; what is not listed here is ignored. */
export interface Kustomization {
  readonly resources?: readonly string[];
  readonly bases?: readonly string[];
  readonly namespace?: string;
  readonly namePrefix?: string;
  readonly nameSuffix?: string;
  readonly commonLabels?: Pairs;
  readonly labels?: readonly LabelRule[];
  readonly commonAnnotations?: Pairs;
  readonly images?: readonly ImageRule[];
  readonly replicas?: readonly { readonly name: string; readonly count: number }[];
  readonly configMapGenerator?: readonly Generator[];
  readonly secretGenerator?: readonly Generator[];
  readonly generatorOptions?: GeneratorOptions;
  readonly patches?: readonly Patch[];
  readonly patchesStrategicMerge?: readonly string[];
  readonly patchesJson6902?: readonly Patch[];
}

export type Pairs = Readonly<Record<string, string>>;

export interface LabelRule {
  readonly pairs: Pairs;
  readonly includeSelectors?: boolean;
  readonly includeTemplates?: boolean;
}

export interface ImageRule {
  readonly name: string;
  readonly newName?: string;
  readonly newTag?: string;
  readonly digest?: string;
}

export interface GeneratorOptions {
  readonly disableNameSuffixHash?: boolean;
  readonly labels?: Pairs;
  readonly annotations?: Pairs;
}

export interface Generator {
  readonly name: string;
  readonly namespace?: string;
  readonly literals?: readonly string[];
  readonly files?: readonly string[];
  readonly envs?: readonly string[];
  readonly env?: string;
  /** Of a Secret. */
  readonly type?: string;
  readonly options?: GeneratorOptions;
}

export interface Patch {
  readonly patch?: string;
  readonly path?: string;
  readonly target?: Target;
}

/** Each is a regular expression that must match the whole. */
export interface Target {
  readonly group?: string | undefined;
  readonly version?: string | undefined;
  readonly kind?: string | undefined;
  readonly name?: string | undefined;
  readonly namespace?: string | undefined;
}
