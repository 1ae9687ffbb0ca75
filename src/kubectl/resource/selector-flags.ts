import type { FlagSpec } from '../command/flags.js';

export const SELECTOR: FlagSpec = {
  name: 'selector',
  short: 'l',
  type: 'string',
  usage: "Label query, e.g. 'app=web,tier!=db'.",
};
export const FIELD_SELECTOR: FlagSpec = {
  name: 'field-selector',
  type: 'string',
  usage: "Field query, e.g. 'status.phase=Running'.",
};
export const ALL_NAMESPACES: FlagSpec = {
  name: 'all-namespaces',
  short: 'A',
  type: 'bool',
  default: 'false',
  usage: 'Look in all namespaces.',
};
export const CHUNK_SIZE: FlagSpec = {
  name: 'chunk-size',
  type: 'int64',
  default: '500',
  usage: 'Fetch large lists in pieces of this size; 0 means at once.',
};
export const FILENAME_FLAGS: readonly FlagSpec[] = [
  { name: 'filename', short: 'f', type: 'list', usage: 'File, directory or URL with objects; - is standard input.' },
  { name: 'kustomize', short: 'k', type: 'string', usage: 'Directory with a kustomization.' },
  {
    name: 'recursive',
    short: 'R',
    type: 'bool',
    default: 'false',
    usage: 'Look into directories of directories, too.',
  },
];
