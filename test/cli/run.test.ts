import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folder, run } from './program.js';

const script = (input: string, ...args: readonly string[]) => run(['run', '--lang', 'en', ...args], { input });

const SOURCE_DOCUMENT = `cat > app.yaml <<'EOF'
apiVersion: apps/v1
kind: Deployment
metadata: {name: my-app}
spec:
  replicas: 3
  selector: {matchLabels: {app: my-app}}
  template:
    metadata: {labels: {app: my-app}}
    spec:
      containers:
      - {name: app, image: registry.example.com/shop/my-app:1.0, ports: [{containerPort: 8080}]}
---
apiVersion: v1
kind: Service
metadata:
  name: my-service
spec:
  selector:
    app: my-app
  ports:
    - port: 80
      targetPort: 8080
  type: ClusterIP
EOF
kubectl apply -f app.yaml
kubectl describe service my-service
kubectl get endpoints my-service
kubectl run test-pod --image=busybox -it --rm -- wget -O- my-service:80
`;

describe('svc-learn run', () => {
  it('says what to do where an editor would need a screen', async () => {
    expect(await script('vi app.yaml\n')).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'vi: There is no editor here. Change app.yaml with sed -i or cat > FILE, or use kubectl patch, set and scale.\n',
    });
    expect(
      (await script('kubectl create configmap a; kubectl edit configmap a; EDITOR=true kubectl edit cm a')).stderr,
    ).toMatch(
      /^There is no editor here\. Change the file .*\nerror: there was a problem with the editor "vi"\nEdit cancelled, no changes made\.\n$/,
    );
  });

  it('runs what it reads from standard input, and ends with the last exit code', async () => {
    expect(await script('X=1; cd /tmp\necho "$X $PWD"\n(exit 7)\n')).toEqual({
      code: 7,
      stdout: '1 /tmp\n',
      stderr: '',
    });
  });

  it('runs a file, with the files of a folder in the home, and stops at exit', async () => {
    const dir = folder();
    writeFileSync(join(dir, 'script.sh'), 'cat a.yaml sub/b.txt\nexit 4\necho never\n');
    mkdirSync(join(dir, 'home', 'sub'), { recursive: true });
    writeFileSync(join(dir, 'home', 'a.yaml'), 'a: 1\n');
    writeFileSync(join(dir, 'home', 'sub', 'b.txt'), 'b\n');
    const { code, stdout } = await run(['run', join(dir, 'script.sh'), '--files', join(dir, 'home')]);
    expect({ code, stdout }).toEqual({ code: 4, stdout: 'a: 1\nb\n' });
  });

  it('writes one record a statement with --json', async () => {
    const { stdout } = await script(
      'echo out; echo err >&2\n# nothing\nsleep 2\nfor n in 1 2; do\n  echo $n\ndone\nfalse\n',
      '--json',
    );
    const records = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const at = records[0].at_ms;
    expect(records).toEqual([
      {
        line: 1,
        command: 'echo out; echo err >&2',
        stdout: 'out\n',
        stderr: 'err\n',
        exit: 0,
        at_ms: at,
        took_ms: expect.any(Number),
      },
      { line: 3, command: 'sleep 2', stdout: '', stderr: '', exit: 0, at_ms: expect.any(Number), took_ms: 2000 },
      {
        line: 4,
        command: 'for n in 1 2; do\n  echo $n\ndone',
        stdout: '1\n2\n',
        stderr: '',
        exit: 0,
        at_ms: expect.any(Number),
        took_ms: expect.any(Number),
      },
      {
        line: 7,
        command: 'false',
        stdout: '',
        stderr: '',
        exit: 1,
        at_ms: expect.any(Number),
        took_ms: expect.any(Number),
      },
    ]);
  });

  it('gives the same bytes for the same seed, and others for another', async () => {
    const input = [
      'kubectl create deployment web --image=nginx --replicas=3',
      'kubectl expose deployment web --port=80',
      'sleep 5',
      'kubectl get pods,services,endpointslices -o wide',
      'kubectl run t --image=busybox -it --rm -- wget -qO- web',
      'kubectl get events',
      'echo $RANDOM | awk "{print \\$1}"; kubectl get pods -o json | jq -r ".items[].metadata.uid"',
      'kubectl get pods -w & sleep 3; kubectl delete pod -l app=web --wait=false; sleep 3; kill %1',
    ].join('\n');
    const [first, again, other] = await Promise.all([
      script(input, '--json', '--seed', '7'),
      script(input, '--json', '--seed', '7'),
      script(input, '--json', '--seed', '8'),
    ]);
    expect(again).toEqual(first);
    expect(other.stdout).not.toBe(first.stdout);
  });

  it('plays the Service of the source document from its YAML to a page', async () => {
    const { code, stdout } = await script(SOURCE_DOCUMENT, '--json', '--settle');
    expect(code).toBe(0);
    const [, applied, described, endpoints, page] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { stdout: string; stderr: string });
    expect(applied?.stdout).toBe('deployment.apps/my-app created\nservice/my-service created\n');
    expect(described?.stdout).toMatch(/^Endpoints: +(10\.244\.\d\.\d+:8080,?){3}$/m);
    expect(endpoints?.stderr).toBe(
      'Warning: v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice\n',
    );
    expect(endpoints?.stdout).toMatch(/^NAME +ENDPOINTS +AGE\nmy-service +(10\.244\.\d\.\d+:8080,?){3} +\ds\n$/);
    expect(page?.stdout).toContain('on my-app-');
    expect(page?.stdout).toMatch(/pod "test-pod" deleted from default namespace\n$/);
    expect(page?.stderr).toContain("If you don't see a command prompt, try pressing enter.\n");
  });

  it('lets the cluster come to rest after each statement with --settle', async () => {
    const input = 'kubectl create deployment web --image=nginx\nkubectl get deployment web --no-headers\n';
    const [settled, hasty] = await Promise.all([script(input, '--settle'), script(input)]);
    expect(settled.stdout).toMatch(/web +1\/1/);
    expect(hasty.stdout).toMatch(/web +0\/1/);
  });

  it('opens the world and the files of a lesson, with as many nodes as asked for', async () => {
    const { stdout } = await script(
      'ls; kubectl get deployments -o name; kubectl get nodes -o name | wc -l',
      '--lesson',
      'first-service',
      '--nodes',
      '5',
    );
    expect(stdout).toBe('service.yaml\ndeployment.apps/my-app\n5\n');
  });

  it.each([
    'while true; do :; done',
    'sleep 9999',
    'kubectl get pods -w',
    '(trap "" INT; while :; do :; done)',
    'cat /dev/zero | sleep 9999',
  ])('stops %s at --timeout and goes on', async (line) => {
    const { code, stdout, stderr } = await script(`${line}\necho next`, '--timeout', '3s');
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'next\n' });
    expect(stderr).toContain('the command in line 1 did not end within 3s and was stopped (--timeout).');
  });

  it.each([
    ['echo "a', 'unexpected EOF while looking for matching `"\''],
    ["echo 'a", "unexpected EOF while looking for matching `''"],
    ['fi', "syntax error near unexpected token `fi'"],
    ['for x in a; do', 'syntax error: unexpected end of file'],
  ])('says what is wrong with %s', async (line, message) => {
    const { code, stderr } = await script(`${line}\n`);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  it('lets kubectl complain about bad YAML, unknown kinds and flags, and lives on', async () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghij'
      .split('')
      .map((name, n) => `${name}: &${name} [${`*${'abcdefghij'[n]},`.repeat(9)}]`)
      .join('\n')}\n`;
    const { code, stdout, stderr } = await script(
      [
        "printf 'a: [\\n' | kubectl apply -f -; echo $?",
        "printf 'apiVersion: v1\\nkind: Nope\\nmetadata: {name: a}\\n' | kubectl apply -f -; echo $?",
        'kubectl get pods --nonsense; echo $?',
        'kubectl gte pods; echo $?',
        `kubectl apply -f - <<'EOF'\n${bomb}EOF`,
        'echo $?; echo alive',
      ].join('\n'),
    );
    expect({ code, stdout }).toEqual({ code: 0, stdout: '1\n1\n1\n1\n1\nalive\n' });
    expect(stderr).toContain('error parsing STDIN');
    expect(stderr).toContain('no matches for kind "Nope" in version "v1"');
    expect(stderr).toContain('error: unknown flag: --nonsense');
    expect(stderr).toContain('Did you mean this?\n\tget\n');
  });

  it.each([
    [['--nonsense']],
    [['--seed', 'x']],
    [['--seed', '1.5']],
    [['--nodes', '0']],
    [['--nodes', '1000']],
    [['--timeout', '5']],
    [['--lesson', 'nothing']],
    [['--lang', 'fr']],
  ])('ends with 2 for %s', async (args) => {
    const { code, stdout, stderr } = await run(['run', ...args], { input: 'echo a' });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^svc-learn: /);
  });

  it('ends with 1 when a file cannot be read', async () => {
    const { code, stderr } = await run(['run', '/no/such/file', '--lang', 'en']);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'svc-learn: cannot read /no/such/file (ENOENT). Check the path.\n',
    });
  });
});
