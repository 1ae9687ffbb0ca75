import type { Condition, Word } from './ast.js';
import type { CommandParser } from './command-parser.js';
import type { WordParser } from './word-parser.js';

const binary = /(?:==|!=|=~|=|<|>|-(?:eq|ne|lt|le|gt|ge|nt|ot|ef))(?=\s|$)/y;

/** Parses what stands between `[[` and `]]`, and takes the closing brackets. */
export function parseCondition(parser: CommandParser, words: WordParser): Condition {
  const test = or(parser, words);
  parser.skipLines();
  if (!parser.source.take(']]')) parser.source.fail(parser.token(), ']]');
  return test;
}

function or(parser: CommandParser, words: WordParser): Condition {
  let left = and(parser, words);
  for (parser.skipLines(); parser.source.take('||'); parser.skipLines())
    left = { op: 'or', left, right: and(parser, words) };
  return left;
}

function and(parser: CommandParser, words: WordParser): Condition {
  let left = primary(parser, words);
  for (parser.skipLines(); parser.source.take('&&'); parser.skipLines()) {
    left = { op: 'and', left, right: primary(parser, words) };
  }
  return left;
}

function primary(parser: CommandParser, words: WordParser): Condition {
  const { source } = parser;
  parser.skipLines();
  if (source.match(/!(?=\s)/y)) {
    source.pos += 1;
    return { op: 'not', test: primary(parser, words) };
  }
  if (source.take('(')) {
    const test = source.nest(() => or(parser, words));
    parser.skipLines();
    if (!source.take(')')) source.fail(parser.token(), ')');
    return test;
  }
  const unary = source.match(/-[a-zA-Z](?=\s)/y);
  if (unary) {
    source.pos += 2;
    parser.skipBlanks();
    return { op: 'unary', name: unary, word: operand(parser, words) };
  }
  const left = operand(parser, words);
  parser.skipBlanks();
  const name = source.match(binary);
  if (name === undefined) return { op: 'unary', name: '-n', word: left };
  source.pos += name.length;
  parser.skipBlanks();
  const right = name === '=~' ? words.until((char) => /[\s]/.test(char), false) : operand(parser, words);
  return { op: 'binary', name, left, right };
}

function operand(parser: CommandParser, words: WordParser): Word {
  if (parser.source.at(']]')) parser.source.fail(']]');
  return words.word() ?? parser.source.fail(parser.token());
}
