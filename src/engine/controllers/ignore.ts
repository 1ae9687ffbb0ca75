import type { StatusReason } from '../../kube/api.js';
import { ApiError } from '../../kube/api-error.js';

/** Runs a write of which some refusals mean that somebody else was faster; true when it was done. */
export function unless(reasons: readonly StatusReason[], write: () => unknown): boolean {
  try {
    write();
    return true;
  } catch (error) {
    if (error instanceof ApiError && reasons.includes(error.reason)) return false;
    throw error;
  }
}
