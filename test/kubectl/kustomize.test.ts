import { beforeEach, describe, expect, it } from 'vitest';
import { createWorkbench, type Workbench } from './workbench.js';

let bench: Workbench;
beforeEach(() => {
  bench = createWorkbench();
});

const success = (stdout: string) => ({ stdout, stderr: '', exit: 0 });
const failure = (stderr: string) => ({ stdout: '', stderr, exit: 1 });

const BASE = `resources: [web.yaml]
configMapGenerator:
- name: conf
  literals: [A=1, B=two]
`;

const WEB = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        image: nginx:1.27
        envFrom: [{configMapRef: {name: conf}}]
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
`;

const OVERLAY = `resources: [../base]
namePrefix: dev-
nameSuffix: -x
namespace: shop
labels:
- pairs: {tier: t}
  includeSelectors: true
commonAnnotations: {note: hello}
images: [{name: nginx, newTag: "1.28"}]
replicas: [{name: web, count: 3}]
patches:
- target: {kind: Service}
  patch: |-
    - op: replace
      path: /spec/ports/0/port
      value: 8080
- patch: |-
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec: {template: {spec: {containers: [{name: web, env: [{name: X, value: "1"}]}]}}}
secretGenerator:
- name: sec
  literals: [pw=geheim]
`;

/** As the official kubectl v1.36.3 prints it. */
const BUILT = `apiVersion: v1
data:
  A: "1"
  B: two
kind: ConfigMap
metadata:
  annotations:
    note: hello
  labels:
    tier: t
  name: dev-conf-x-6b56fdfggc
  namespace: shop
---
apiVersion: v1
data:
  pw: Z2VoZWlt
kind: Secret
metadata:
  annotations:
    note: hello
  labels:
    tier: t
  name: dev-sec-x-8d42md69k6
  namespace: shop
type: Opaque
---
apiVersion: v1
kind: Service
metadata:
  annotations:
    note: hello
  labels:
    tier: t
  name: dev-web-x
  namespace: shop
spec:
  ports:
  - port: 8080
  selector:
    app: web
    tier: t
---
apiVersion: apps/v1
kind: Deployment
metadata:
  annotations:
    note: hello
  labels:
    tier: t
  name: dev-web-x
  namespace: shop
spec:
  replicas: 3
  selector:
    matchLabels:
      app: web
      tier: t
  template:
    metadata:
      annotations:
        note: hello
      labels:
        app: web
        tier: t
    spec:
      containers:
      - env:
        - name: X
          value: "1"
        envFrom:
        - configMapRef:
            name: dev-conf-x-6b56fdfggc
        image: nginx:1.28
        name: web
`;

function withOverlay() {
  bench.files.set('base/kustomization.yaml', BASE);
  bench.files.set('base/web.yaml', WEB);
  bench.files.set('over/kustomization.yaml', OVERLAY);
}

describe('kustomize', () => {
  it('builds an overlay: names and who uses them, labels, images, replicas, patches, generated objects with their hash', async () => {
    withOverlay();
    expect(await bench.run('kustomize over')).toEqual(success(BUILT));
  });

  it('changes the hash with the content, and gives none when that is asked for', async () => {
    const build = async (literal: string, options = '') => {
      const generator = `configMapGenerator: [{name: c, literals: [${literal}]${options}}]\n`;
      bench.files.set('one/kustomization.yaml', generator);
      return /name: (\S+)/.exec((await bench.run('kustomize one')).stdout)?.[1];
    };
    const first = await build('A=1');
    expect(first).toMatch(/^c-[0-9a-z]{10}$/);
    expect(await build('A=2')).not.toBe(first);
    expect(await build('A=1')).toBe(first);
    expect(await build('A=1', ', options: {disableNameSuffixHash: true}')).toBe('c');
  });

  it.each([
    [
      'kustomize nowhere',
      "error: must build at directory: not a valid directory: evalsymlink failure on 'nowhere' : lstat /home/learner/nowhere: no such file or directory\n",
    ],
    [
      'kustomize empty',
      "error: unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '/home/learner/empty'\n",
    ],
    ['kustomize a b', 'error: specify one path to kustomization.yaml\n'],
    ['apply -k over -f x.yaml', 'error: only one of -f or -k can be specified\n'],
  ])('%s fails in the words of kubectl', async (line, stderr) => {
    bench.files.set('empty/notes.txt', '');
    expect(await bench.run(line)).toEqual(failure(stderr));
  });

  it('names the objects of apply, get and delete with -k', async () => {
    withOverlay();
    bench.cluster.apply('{apiVersion: v1, kind: Namespace, metadata: {name: shop}}');
    expect(await bench.run('apply -k over')).toEqual(
      success(
        [
          'configmap/dev-conf-x-6b56fdfggc created',
          'secret/dev-sec-x-8d42md69k6 created',
          'service/dev-web-x created',
          'deployment.apps/dev-web-x created',
          '',
        ].join('\n'),
      ),
    );
    expect((await bench.run('get -k over -o name')).stdout.split('\n').sort()).toEqual([
      '',
      'configmap/dev-conf-x-6b56fdfggc',
      'deployment.apps/dev-web-x',
      'secret/dev-sec-x-8d42md69k6',
      'service/dev-web-x',
    ]);
    expect((await bench.run('delete -k over --wait=false')).exit).toBe(0);
    expect((await bench.run('get svc -n shop -o name')).stdout).toBe('');
  });
});

describe('groups of commands alone', () => {
  it('certificate prints its help and that is an answer', async () => {
    const { stdout, stderr, exit } = await bench.run('certificate');
    expect([stderr, exit]).toEqual(['', 0]);
    expect(stdout).toContain('Available Commands:\n  approve       Approve a certificate signing request\n');
  });

  it('rollout prints its help and fails; config complains', async () => {
    const rollout = await bench.run('rollout');
    expect([rollout.stdout === '', rollout.stderr, rollout.exit]).toEqual([false, '', 1]);
    const config = await bench.run('config');
    expect([config.stdout, config.stderr === '', config.exit]).toEqual(['', false, 1]);
  });

  it.each([
    ['alpha', 'No alpha commands are available in this version of kubectl\n', 0],
    ['plugin list', 'error: unable to find any kubectl plugins in your PATH\n', 1],
    ['certificate approve', 'error: one or more CSRs must be specified as <name> or -f <filename>\n', 1],
  ])('%s', async (line, stderr, exit) => {
    expect(await bench.run(line)).toEqual({ stdout: '', stderr, exit });
  });
});

describe('auth can-i --list', () => {
  it('sorts as kubectl does: by verbs first, one resource a line', async () => {
    const { stdout } = await bench.run('auth can-i --list --no-headers');
    expect(
      stdout
        .split('\n')
        .map((line) => line.replace(/ +/g, ' '))
        .slice(0, 7),
    ).toEqual([
      '*.* [] [] [*]',
      ' [*] [] [*]',
      'selfsubjectreviews.authentication.k8s.io [] [] [create]',
      'selfsubjectaccessreviews.authorization.k8s.io [] [] [create]',
      'selfsubjectrulesreviews.authorization.k8s.io [] [] [create]',
      ' [/api/*] [] [get]',
      ' [/api] [] [get]',
    ]);
  });
});
