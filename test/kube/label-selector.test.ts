import { describe, expect, it } from 'vitest';
import {
  formatLabelSelector,
  formatRequirements,
  matchesLabels,
  parseLabelSelector,
} from '../../src/kube/label-selector.js';

const matches = (selector: string, labels: Record<string, string>) =>
  matchesLabels(parseLabelSelector(selector), labels);
const problem = (selector: string) => {
  try {
    return parseLabelSelector(selector);
  } catch (error) {
    return (error as Error).message;
  }
};

describe('a label selector', () => {
  it('matches by equality, sets and presence', () => {
    const labels = { app: 'web', tier: 'front', n: '5' };
    expect(
      ['app=web', 'app==web,tier in (front, back)', 'app!=db,!old', 'tier notin (x)', 'n>4', 'app', ''].map((text) =>
        matches(text, labels),
      ),
    ).toEqual(Array(7).fill(true));
    expect(
      ['app=db', 'tier in (x)', '!app', 'n<5', 'old', 'tier notin (front)'].map((text) => matches(text, labels)),
    ).toEqual(Array(6).fill(false));
  });

  it('says what is wrong in the words of upstream', () => {
    expect(problem('a===')).toBe("unable to parse requirement: found '=', expected: identifier");
    expect(problem('a in b')).toBe("unable to parse requirement: found 'b' expected: '('");
    expect(problem('a,')).toBe("found '', expected: identifier after ','");
    expect(problem('=a')).toBe("found '=', expected: !, identifier, or 'end of string'");
    expect(problem('a b')).toBe("unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt");
  });

  it('prints itself sorted', () => {
    expect(formatRequirements(parseLabelSelector('tier in (b,a),app=web,!x'))).toBe('app=web,tier in (a,b),!x');
    expect(formatLabelSelector({ matchLabels: { b: '1', a: '2' } })).toBe('a=2,b=1');
    expect(formatLabelSelector({})).toBe('<none>');
  });
});
