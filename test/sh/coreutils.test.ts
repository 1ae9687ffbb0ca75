import { expect, test } from 'vitest';
import { createMachine, epoch, runScript } from './machine-under-test.js';

const files = {
  '/root/pods.txt': 'web-1 Running 3\nweb-2 Pending 10\ndb-1 Running 1\n',
  '/root/app/a.yaml': 'kind: Pod\nname: a\n',
  '/root/app/b.yaml': 'kind: Service\nname: b\n',
};

test.each([
  ['cat -n pods.txt | head -2', '     1\tweb-1 Running 3\n     2\tweb-2 Pending 10\n'],
  ['sort -k3 -n pods.txt | cut -d" " -f1', 'db-1\nweb-1\nweb-2\n'],
  [
    'grep -r kind app; grep -l Pod app/*; grep -vc web pods.txt',
    'app/a.yaml:kind: Pod\napp/b.yaml:kind: Service\napp/a.yaml\n1\n',
  ],
  [
    'grep -n -A1 web-2 pods.txt; grep -E "^(web|db)-1" pods.txt',
    '2:web-2 Pending 10\n3-db-1 Running 1\nweb-1 Running 3\ndb-1 Running 1\n',
  ],
  ['column -t pods.txt', 'web-1  Running  3\nweb-2  Pending  10\ndb-1   Running  1\n'],
  ['wc -l pods.txt app/*.yaml', ' 3 pods.txt\n 2 app/a.yaml\n 2 app/b.yaml\n 7 total\n'],
  ['find app -name "*.yaml" -type f; find . -maxdepth 1 -type d', 'app/a.yaml\napp/b.yaml\n.\n./app\n'],
  ['diff -u app/a.yaml app/b.yaml | tail -n +3', '@@ -1,2 +1,2 @@\n-kind: Pod\n-name: a\n+kind: Service\n+name: b\n'],
  ['cp -r app copy && mv copy/a.yaml copy/c.yaml && ls copy; rm -r copy; ls copy', 'b.yaml\nc.yaml\n'],
  [
    'mkdir -p x/y && touch x/y/z && rmdir x; ls -1 x; chmod +x x/y/z; ls -l x/y',
    'y\ntotal 0\n-rwxr-xr-x 1 root root 0 Jan  1 00:00 z\n',
  ],
  ['echo hello | base64; echo aGVsbG8K | base64 -d', 'aGVsbG8K\nhello\n'],
  [
    'date; date -u +%Y-%m-%dT%H:%M:%SZ; sleep 1.5; date +%s',
    `Thu Jan  1 00:00:00 UTC 2026\n2026-01-01T00:00:00Z\n${epoch / 1000 + 1}\n`,
  ],
  ['printf "a b\\nc\\n" | xargs -n1 echo -; echo x | tee t | cat - t', '- a\n- b\n- c\nx\nx\n'],
  ['timeout 1 sleep 5; echo $?; timeout 5 true; echo $?; hostname; whoami', '124\n0\nbox\nroot\n'],
  ['seq 3 | tac | nl; echo abc | rev; expr 2 + 3; uname', '     1\t3\n     2\t2\n     3\t1\ncba\n5\nLinux\n'],
  ['printf "#!/bin/sh\\necho script \\$1\\n" > s.sh; chmod +x s.sh; ./s.sh arg; sh s.sh b', 'script arg\nscript b\n'],
])('%s', (script, out) => {
  expect(runScript(script, { files }).out).toBe(out);
});

test('errors read as those of GNU coreutils', () => {
  const { err } = runScript(
    'ls /no; cat /no; cp a; rm no; head -n x pods.txt; mkdir app; grep; cat app; ./none; /root',
    { files },
  );
  expect(err).toBe(
    [
      "ls: cannot access '/no': No such file or directory",
      'cat: /no: No such file or directory',
      "cp: missing destination file operand after 'a'",
      "rm: cannot remove 'no': No such file or directory",
      "head: invalid number of lines: 'x'",
      "mkdir: cannot create directory 'app': File exists",
      'grep: usage: grep [OPTION]... PATTERNS [FILE]...',
      'cat: app: Is a directory',
      'sh: ./none: not found',
      'sh: /root: Permission denied',
      '',
    ].join('\n'),
  );
});

test('tail -f shows what is added while it looks', () => {
  const machine = createMachine({ files });
  machine.start([
    'sh',
    '-c',
    'tail -n1 -f pods.txt & sleep 2; echo more >> pods.txt; sleep 2; kill $!; wait $!; echo $?',
  ]);
  machine.settle();
  expect(machine.written.out).toBe('db-1 Running 1\nmore\n143\n');
});

test('watch redraws its screen until Ctrl-C', () => {
  const machine = createMachine({ terminal: { columns: 60, rows: 5 } });
  machine.start(['sh', '-c', 'watch -n 1 date +%S; echo $?']);
  machine.settle(epoch + 1500);
  machine.kernel.feed(machine.stdin, '\x03');
  machine.settle();
  const title = 'Every 1.0s: date +%S           box: Thu Jan  1 00:00:0';
  expect(machine.written.out).toBe(
    `${[0, 1].map((second) => `\x1b[H\x1b[2J${title}${second} 2026\n\n0${second}`).join('')}130\n`,
  );
});
