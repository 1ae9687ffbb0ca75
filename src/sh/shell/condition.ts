import type { Condition } from './ast.js';
import type { Expander } from './expander.js';
import { ShellFailure } from './failures.js';
import { matchesPattern } from './pattern.js';
import { testBinary, testUnary } from './test-expression.js';

/** Whether `[[ ]]` holds. */
export function evaluateCondition(expander: Expander, test: Condition): boolean {
  switch (test.op) {
    case 'not':
      return !evaluateCondition(expander, test.test);
    case 'and':
      return evaluateCondition(expander, test.left) && evaluateCondition(expander, test.right);
    case 'or':
      return evaluateCondition(expander, test.left) || evaluateCondition(expander, test.right);
    case 'unary':
      if (test.name === '-v') return expander.variables.parameter(expander.text(test.word)) !== undefined;
      return testUnary(test.name, expander.text(test.word), expander.sys) ?? false;
    case 'binary':
      return binary(expander, test);
  }
}

function binary(expander: Expander, { name, left, right }: Extract<Condition, { op: 'binary' }>): boolean {
  const text = expander.text(left);
  if (name === '=' || name === '==') return matchesPattern(expander.pattern(right), text);
  if (name === '!=') return !matchesPattern(expander.pattern(right), text);
  if (name === '=~') return matchesExpression(text, expander.text(right));
  if (name.startsWith('-') && !/^-[nos]t$|^-ef$/.test(name)) {
    const difference = expander.arithmetic(text) - expander.arithmetic(expander.text(right));
    return (
      {
        '-eq': difference === 0,
        '-ne': difference !== 0,
        '-lt': difference < 0,
        '-le': difference <= 0,
        '-gt': difference > 0,
        '-ge': difference >= 0,
      }[name] ?? false
    );
  }
  return testBinary(name, text, expander.text(right), expander.sys) ?? false;
}

function matchesExpression(text: string, expression: string): boolean {
  try {
    return new RegExp(expression).test(text);
  } catch (problem) {
    if (!(problem instanceof SyntaxError)) throw problem;
    throw new ShellFailure(`invalid regular expression \`${expression}'`, 2);
  }
}
