// What both builds change in the libraries that they bundle.

// Ink imports these for its developer tools only.
const isStubbed = (id, importer = '') =>
  id === 'react-devtools-core' || (id === 'ws' && importer.replaceAll('\\', '/').includes('/node_modules/ink/'));
const stubs = {
  name: 'stubs',
  enforce: 'pre',
  resolveId: (id, importer) => (isStubbed(id, importer) ? `\0stub:${id}` : undefined),
  load: (id) => (id.startsWith('\0stub:') ? 'export default {};' : undefined),
};

const YOGA = 'yoga-wasm-base64-esm.js';

/** Yoga would fetch its WebAssembly from a data URL, which loads all of undici before the first frame. */
export const yogaWithoutFetch = {
  name: 'yoga-without-fetch',
  transform: (code, id) => (id.endsWith(YOGA) ? code.replaceAll('"function"!=typeof fetch', '!0') : undefined),
};

export const plugins = [stubs];

/** The filters' library can pack files; awk, sed and jq never ask for it, and a page has no such thing. */
export const withoutZlib = {
  name: 'without-zlib',
  enforce: 'pre',
  resolveId: (id) => (id === 'node:zlib' ? '\0no-zlib' : undefined),
  load: (id) =>
    id === '\0no-zlib'
      ? 'export const constants = {}; const none = () => { throw new Error("no zlib"); }; export { none as gunzipSync, none as gzipSync };'
      : undefined,
};

/** What is built once and used as it is: imports of `from` become imports of `file`, as the output will find it. */
export function builtApart(from, file) {
  return {
    name: `built-apart:${from}`,
    enforce: 'pre',
    resolveId: (id) => (id.endsWith(from) ? { id: file, external: 'absolute' } : undefined),
  };
}

/** A fresh cluster is always the same: one real start, at build time, saves everybody else's. */
export function preparedWorld(createCluster) {
  const text = JSON.stringify(createCluster().snapshot());
  return {
    name: 'prepared-world',
    load: (id) =>
      id.endsWith('/engine/prepared-world.ts') ? `export const preparedWorld = ${JSON.stringify(text)};` : undefined,
  };
}
