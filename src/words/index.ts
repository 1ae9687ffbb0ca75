/** What happened to a request, in words: the sentences for the hops of `svc-learn/engine`. */
export { hopCause, hopShort, plainNames } from './hops.js';
export type { Lang, Sentence } from './sentence.js';
export { hopWords, verdictWords } from './ui.js';
