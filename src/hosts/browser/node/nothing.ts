// Parts of Node that Ink's libraries import for what a page has not: files, processes, streams. Nothing calls them here.

const absent = (): never => {
  throw new Error('this part of Node does not exist in a page');
};

export const existsSync = (): boolean => false;
export const readFileSync = absent;
export const openSync = absent;
export const execFileSync = absent;
export const isatty = (): boolean => true;
export const release = (): string => '';
export const builtinModules: readonly string[] = [];
export const Buffer = { isBuffer: (): boolean => false };
export class Stream {}
export class PassThrough {}

export default { existsSync, readFileSync, openSync, execFileSync, isatty, release, builtinModules, Buffer, Stream };
