// `process` as Ink and its libraries ask it: no environment, no streams, nothing ever ends.

export const env: Readonly<Record<string, string | undefined>> = {};
export const argv: readonly string[] = [];
export const platform = 'browser';
export const versions: Readonly<Record<string, string>> = {};
export const stdin = undefined;
export const stdout = undefined;
export const stderr = undefined;
export const cwd = (): string => '/';

const silent = () => {};

export default { env, argv, platform, versions, stdin, stdout, stderr, cwd, on: silent, once: silent, off: silent };
