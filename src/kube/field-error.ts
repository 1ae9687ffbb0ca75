import type { StatusCause } from './api.js';

/** One complaint of validation about one field, in the words of apimachinery's `field.Error`. */
export interface FieldError {
  readonly type: FieldErrorType;
  /** Path as upstream prints it: `spec.ports[0].port`. */
  readonly field: string;
  /** The value that was given; printed as JSON (strings quoted, objects as upstream prints them). Not for Required, Forbidden. */
  readonly value?: unknown;
  readonly detail: string;
  /** The values that are allowed, for NotSupported. */
  readonly supported?: readonly string[];
}

export type FieldErrorType =
  | 'Invalid'
  | 'Required'
  | 'NotSupported'
  | 'Duplicate'
  | 'Forbidden'
  | 'TooLong'
  | 'TooMany'
  | 'NotFound'
  | 'TypeInvalid'
  | 'InternalError';

export const invalid = (field: string, value: unknown, detail: string): FieldError => ({
  type: 'Invalid',
  field,
  value,
  detail,
});
export const required = (field: string, detail = ''): FieldError => ({ type: 'Required', field, detail });
export const forbidden = (field: string, detail: string): FieldError => ({ type: 'Forbidden', field, detail });
export const duplicate = (field: string, value: unknown): FieldError => ({
  type: 'Duplicate',
  field,
  value,
  detail: '',
});
export const notSupported = (field: string, value: unknown, supported: readonly string[]): FieldError => ({
  type: 'NotSupported',
  field,
  value,
  detail: '',
  supported,
});

/** `spec.ports[0].port: Invalid value: 70000: must be between 1 and 65535, inclusive` */
export function fieldErrorMessage(error: FieldError): string {
  return `${error.field}: ${fieldErrorBody(error)}`;
}

/** The cause that a Status carries for it. */
export function fieldErrorCause(error: FieldError): StatusCause {
  return { reason: CAUSES[error.type], message: fieldErrorBody(error), field: error.field };
}

/** The message without its field. */
function fieldErrorBody(error: FieldError): string {
  const head = withValue(error.type) ? `${TITLES[error.type]}: ${printed(error.value)}` : TITLES[error.type];
  const detail = error.supported
    ? `supported values: ${[...error.supported].map((value) => JSON.stringify(value)).join(', ')}`
    : error.detail;
  return detail === '' ? head : `${head}: ${detail}`;
}

const TITLES: Readonly<Record<FieldErrorType, string>> = {
  Invalid: 'Invalid value',
  Required: 'Required value',
  NotSupported: 'Unsupported value',
  Duplicate: 'Duplicate value',
  Forbidden: 'Forbidden',
  TooLong: 'Too long',
  TooMany: 'Too many',
  NotFound: 'Not found',
  TypeInvalid: 'Invalid value',
  InternalError: 'Internal error',
};

const CAUSES: Readonly<Record<FieldErrorType, string>> = {
  Invalid: 'FieldValueInvalid',
  Required: 'FieldValueRequired',
  NotSupported: 'FieldValueNotSupported',
  Duplicate: 'FieldValueDuplicate',
  Forbidden: 'FieldValueForbidden',
  TooLong: 'FieldValueTooLong',
  TooMany: 'FieldValueTooMany',
  NotFound: 'FieldValueNotFound',
  TypeInvalid: 'FieldValueTypeInvalid',
  InternalError: 'InternalError',
};

function withValue(type: FieldErrorType): boolean {
  return (
    type === 'Invalid' ||
    type === 'NotSupported' ||
    type === 'Duplicate' ||
    type === 'NotFound' ||
    type === 'TypeInvalid' ||
    type === 'TooMany'
  );
}

function printed(value: unknown): string {
  return value === undefined ? 'null' : JSON.stringify(value);
}
