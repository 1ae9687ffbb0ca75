/**
 * The world of a fresh cluster with default options, as text: the build makes it by a real start and writes it here
 * (`scripts/build.mjs`). Sources have none, and start for real.
 */
export const preparedWorld: string | undefined = undefined;
