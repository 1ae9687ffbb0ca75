import { visible } from '../text/sanitize.js';

/** A text without what the names of all nodes of the course share. */
export function shortNode(text: string): string {
  return visible(text.replace(/\bsvc-learn-(?=worker|control-plane)/g, ''));
}
