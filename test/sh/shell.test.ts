import { expect, test } from 'vitest';
import { runScript } from './machine-under-test.js';
import recorded from './real-shells.json' with { type: 'json' };

test.each(recorded)('$shell: $script', ({ shell, script, out, code }) => {
  const result = runScript(script, { shell, input: 'in1\nin2\n' });
  expect({ out: result.out, code: result.code }).toEqual({ out, code });
});

test.each([
  ['sh', 'nosuch', 'sh: nosuch: not found\n', 127],
  ['bash', 'nosuch', 'bash: line 1: nosuch: command not found\n', 127],
  ['sh', 'echo "a', 'sh: syntax error: unterminated quoted string\n', 2],
  ['sh', 'echo )', 'sh: syntax error: unexpected ")"\n', 2],
  ['sh', 'cat < /no', "sh: can't open /no: no such file\n", 1],
  ['bash', 'cat < /no', 'bash: line 1: /no: No such file or directory\n', 1],
  ['sh', 'set -u; echo $no', 'sh: no: parameter not set\n', 2],
  ['bash', 'echo $((1/0))', 'bash: line 1: 1/0: division by 0 (error token is "0")\n', 1],
  ['sh', 'set -x; a=1; echo "b c" $a >/dev/null', "+ a=1\n+ echo 'b c' 1\n", 0],
])('%s tells what is wrong with %s', (shell, script, err, code) => {
  const result = runScript(script, { shell });
  expect({ err: result.err, code: result.code }).toEqual({ err, code });
});

test('what stands in a command is expanded once, though its substitutions run one after the other', () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: shell text
  const script = 'i=0; echo $i $((i+=1)) $(echo a) $((i+=1)) ${x:-no} ${x:=set} $(echo b) $x $i $((1 + $(echo 2)))';
  expect(runScript(script).out).toBe('0 1 a 2 no set b set 2 3\n');
});
