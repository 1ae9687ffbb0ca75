import type { Outcome } from '../kube/hop.js';

/**
 * A question about the world that the program answers itself. Places are `pod/NAME`, `node/NAME`, `outside` or `any`; targets are
 * `service/NAME[:PORT]`, `pod/NAME[:PORT]`, `pods` (some Pod's own address), `pods?LABEL=VALUE` (a Pod that is there now), `addresses`
 * (an address instead of a name, whoever has it), `any` or `HOST[:PORT]`; objects are `KIND/NAME`, lists `pods?LABEL=VALUE`. Names
 * without a namespace are in `default`.
 */
export type Condition =
  | ConnectionCondition
  | TrafficCondition
  | ObjectCondition
  | AbsentCondition
  | ChangedCondition
  | AnswerCondition
  | AllCondition
  | NotCondition;

/** Some connection since the step began, by any program. */
export interface ConnectionCondition {
  readonly kind: 'connection';
  readonly from: string;
  readonly to: string;
  readonly outcome?: Outcome;
  readonly status?: number;
  /** At least so many of them, default 1. */
  readonly count?: number;
  /** At least so many different Pods got them. */
  readonly pods?: number;
}

/** Requests on a fork of the world, made when the question is asked. */
export interface TrafficCondition {
  readonly kind: 'traffic';
  readonly from: string;
  /** `http://NAME[:PORT][/PATH]`, or `each-endpoint-of/SERVICE`: every Pod that can receive traffic. */
  readonly to: string;
  readonly count: number;
  readonly expect: TrafficExpectation;
}

export interface TrafficExpectation {
  readonly outcome: Outcome;
  readonly status?: number;
  /** Port of the backend. */
  readonly port?: number;
  /** At least so many different Pods answer. */
  readonly pods?: number;
}

/** An object contains this part; lists match when each entry of the part is contained in some entry of the object's list. */
export interface ObjectCondition {
  readonly kind: 'object';
  readonly object: Readonly<Record<string, unknown>>;
}

export interface AbsentCondition {
  readonly kind: 'absent';
  readonly object: string;
}

/** A value of an object is another than when the step began (`metadata.uid`: the object was made anew). */
export interface ChangedCondition {
  readonly kind: 'changed';
  readonly object: string;
  /** JSONPath template. */
  readonly path: string;
}

/** The learner's answer (`answer GOAL VALUE`) equals what the living world says. */
export interface AnswerCondition {
  readonly kind: 'answer';
  /** Which answer; a goal's own when left out. */
  readonly goal?: string;
  readonly equals: AnswerSource;
}

export type AnswerSource =
  /** `before`: the value when the step began. */
  | { readonly object: string; readonly path: string; readonly before?: boolean }
  | { readonly logs: string; readonly matches: string }
  | { readonly value: string };

export interface AllCondition {
  readonly kind: 'all';
  readonly all: readonly Condition[];
}

export interface NotCondition {
  readonly kind: 'not';
  readonly not: Condition;
}
