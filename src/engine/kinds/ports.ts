import { isPortName, isPortNumber } from '../../kube/dns-names.js';
import { type FieldError, invalid } from '../../kube/field-error.js';
import type { IntOrString } from '../../kube/shapes/meta.js';

export const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];

export function portNumberErrors(port: number | undefined, path: string): FieldError[] {
  return isPortNumber(port ?? 0).map((detail) => invalid(path, port ?? 0, detail));
}

/** A port by number or by name (`ValidatePortNumOrName`). */
export function portErrors(port: IntOrString | undefined, path: string): FieldError[] {
  if (typeof port !== 'string') return portNumberErrors(port, path);
  return isPortName(port).map((detail) => invalid(path, port, detail));
}
