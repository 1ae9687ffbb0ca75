export type Lang = 'ja' | 'en';

/** One sentence in both languages. Tables of sentences live in one file for each part of the program. */
export type Sentence<Args extends readonly unknown[] = []> = Readonly<Record<Lang, (...args: Args) => string>>;
