import type { Program } from '../../../sh/program.js';
import { wget } from '../programs/busybox-wget.js';
import { nslookup } from '../programs/nslookup.js';

/** What every image with a shell brings. */
export const basePrograms: Readonly<Record<string, Program>> = { wget, nslookup };
