import { afterEach, describe, expect, it } from 'vitest';
import { readTar, writeTar } from '../../src/kube/tar.js';
import { openTerminal, type Terminal } from './terminal.js';

const PODS = `
apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {containers: [{name: web, image: "nginx:1.29"}]}
---
apiVersion: v1
kind: Pod
metadata: {name: pair}
spec: {containers: [{name: main, image: busybox, command: [sleep, infinity]}, {name: side, image: busybox, command: [sleep, infinity]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: bare}
spec: {containers: [{name: bare, image: registry.k8s.io/pause:3.10}]}
`;

const open: Terminal[] = [];
const terminal = () => {
  const opened = openTerminal({ manifests: [PODS], lang: 'en' }, 'no terminal');
  open.push(opened);
  return opened;
};
afterEach(() => {
  for (const { stage } of open.splice(0)) stage.close();
});

describe('kubectl cp', () => {
  it('brings a file into a container, under its own name into a directory', async () => {
    const { run } = terminal();
    await run('echo "<h1>こんにちは</h1>" > page.html');
    expect(await run('kubectl cp page.html web:/usr/share/nginx/html/index.html')).toBe('');
    expect(await run('kubectl exec web -- cat /usr/share/nginx/html/index.html')).toBe('<h1>こんにちは</h1>\n');
    expect(await run('kubectl cp page.html default/web:/tmp; kubectl exec web -- cat /tmp/page.html')).toBe(
      '<h1>こんにちは</h1>\n',
    );
  });

  it('brings a directory there and back', async () => {
    const { run } = terminal();
    await run('mkdir -p site/deep; echo a > site/a.txt; echo b > site/deep/b.txt');
    expect(await run('kubectl cp site pair:/srv -c side')).toBe('');
    expect(await run('kubectl exec pair -c side -- sh -c "cat /srv/a.txt /srv/deep/b.txt"')).toBe('a\nb\n');
    expect(await run('kubectl cp pair:/srv back -c side')).toBe("tar: removing leading '/' from member names\n");
    expect(await run('cat back/a.txt back/deep/b.txt')).toBe('a\nb\n');
  });

  it('brings a file from a container, and says which it chose', async () => {
    const { run } = terminal();
    expect(await run('kubectl cp web:etc/hostname ./name; cat name')).toBe('web\n');
    expect(await run('kubectl cp web:/etc/hostname name')).toBe("tar: Removing leading `/' from member names\n");
    expect(await run('kubectl cp pair:etc/hostname name')).toBe('Defaulted container "main" out of: main, side\n');
    expect(await run('kubectl cp web:etc/hostname .')).toBe('error: open .: is a directory\n');
  });

  it('says what is missing or does not fit', async () => {
    const { run, stage } = terminal();
    await run('echo a > a');
    expect(await run('kubectl cp nope web:/tmp/a')).toBe("error: nope doesn't exist in local filesystem\n");
    expect(await run('kubectl cp web:/nope a')).toBe(
      'tar: /nope: Cannot stat: No such file or directory\ntar: Exiting with failure status due to previous errors\ncommand terminated with exit code 2\n',
    );
    expect(stage.terminal.status()).toBe(2);
    expect(await run('kubectl cp a pair:/nope/a -c main')).toBe(
      "tar: can't change directory to '/nope': No such file or directory\ncommand terminated with exit code 1\n",
    );
    expect(await run('kubectl cp a bare:/a')).toMatch(/exec: "tar": executable file not found in \$PATH: unknown\n$/);
    expect(await run('kubectl cp a b')).toBe('error: one of src or dest must be a remote file specification\n');
    expect(await run('kubectl cp web:a web:b')).toBe('error: one of src or dest must be a local file specification\n');
    expect(await run('kubectl cp a :b')).toBe(
      'error: filespec must match the canonical format: [[namespace/]pod:]file/path\n',
    );
    expect(await run('kubectl cp a web:')).toBe('error: filepath can not be empty\n');
    expect(await run('kubectl cp a')).toBe('error: source and destination are required\n');
    expect(await run('kubectl cp a none:/a')).toBe('Error from server (NotFound): pods "none" not found\n');
  });
});

describe('an archive', () => {
  it('holds names and texts of any letters, each block whole', () => {
    const entries = [
      { name: '店/', mode: 0o755, mtime: 1_700_000_000 },
      { name: '店/品.txt', mode: 0o644, mtime: 1_700_000_001, text: 'りんご'.repeat(200) },
      { name: 'empty', mode: 0o600, mtime: 0, text: '' },
    ];
    const archive = writeTar(entries);
    expect(Buffer.byteLength(archive) % 512).toBe(0);
    expect(readTar(archive)).toEqual(entries);
    expect(readTar(archive.replace('ustar', 'Ustar'))).toBeUndefined();
    expect(readTar('nonsense')).toBeUndefined();
  });
});
