import type { Kind } from './kind.js';
import { serviceKind } from './service.js';

export { createAllocators } from './allocators.js';

export const kinds: readonly Kind[] = [serviceKind];
