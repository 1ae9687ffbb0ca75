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

// Yoga would fetch its WebAssembly from a data URL: in Node that loads all of undici, in a page its policy forbids it.
const yogaWithoutFetch = {
  name: 'yoga-without-fetch',
  transform: (code, id) =>
    id.endsWith('yoga-wasm-base64-esm.js') ? code.replaceAll('"function"!=typeof fetch', '!0') : undefined,
};

export const plugins = [stubs, yogaWithoutFetch];

/** A fresh cluster is always the same: one real start, at build time, saves everybody else's. */
export function preparedWorld(createCluster) {
  const text = JSON.stringify(createCluster().snapshot());
  return {
    name: 'prepared-world',
    load: (id) =>
      id.endsWith('/engine/prepared-world.ts') ? `export const preparedWorld = ${JSON.stringify(text)};` : undefined,
  };
}
