import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createStage, failure, type Stage, success } from './stage.js';

const MANIFEST = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: nginx, image: "nginx:1.27", ports: [{name: http, containerPort: 80}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, clusterIP: 10.96.0.50, ports: [{port: 80, targetPort: http}]}
`;
const DEPLOYMENT = '/apis/apps/v1/namespaces/default/deployments/web';
const SERVICE = '/api/v1/namespaces/default/services/web';

let stage: Stage;
beforeEach(async () => {
  stage = createStage();
  await stage.run('create -f -', { input: MANIFEST });
  stage.cluster.settle();
});
afterEach(() => stage.close());

describe('expose and run', () => {
  it('takes selector, labels and port of the exposed object', async () => {
    expect(await stage.run('expose deploy web --name=front')).toEqual(success('service/front exposed\n'));
    expect(stage.object(`${SERVICE.replace('web', 'front')}`)).toMatchObject({
      metadata: { labels: { app: 'web' } },
      spec: { selector: { app: 'web' }, ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }] },
    });
  });

  it.each([
    ['expose cm kube-root-ca.crt --port=80', 'error: cannot expose a ConfigMap\n'],
    ['expose deploy web --port=abc', 'error: strconv.Atoi: parsing "abc": invalid syntax\n'],
    ['run x', 'error: required flag(s) "image" not set\n'],
    [
      'run x --image=nginx --rm',
      "error: --rm should only be used for attached containers\nSee 'kubectl run -h' for help and examples\n",
    ],
    ["run x '--image=bad image'", 'error: Invalid image name "bad image": invalid reference format\n'],
  ])('refuses: kubectl %s', async (line, stderr) => {
    expect(await stage.run(line)).toEqual(failure(stderr));
  });

  it('shows what an ended container printed, hands its exit code on and removes the pod', async () => {
    const line = "run try --image=busybox:1.36 -i --rm --restart=Never -- sh -c 'echo out; exit 3'";
    const { stdout, stderr, exit } = await stage.run(line);
    expect(stdout).toContain('out\n');
    expect(stdout.endsWith('pod "try" deleted from default namespace\n')).toBe(true);
    expect(stderr.endsWith('pod default/try terminated (Error)\n')).toBe(true);
    expect(exit).toBe(3);
  });
});

describe('label, annotate and patch', () => {
  it('tells labels that are set, left, replaced and removed', async () => {
    expect(await stage.run('label svc web env=prod')).toEqual(success('service/web labeled\n'));
    expect(await stage.run('label svc web env=prod')).toEqual(success('service/web not labeled\n'));
    expect(await stage.run('label svc web env=dev')).toEqual(
      failure("error: 'env' already has a value (prod), and --overwrite is false\n"),
    );
    expect(await stage.run('label svc web env- tier=a')).toEqual(success('service/web modified\n'));
    expect(await stage.run('label svc web tier- old-')).toEqual(
      success('label "old" not found.\nservice/web unlabeled\n'),
    );
    expect(await stage.run("annotate svc web 'note=a b'")).toEqual(success('service/web annotated\n'));
    expect(stage.object(SERVICE)).toMatchObject({ metadata: { annotations: { note: 'a b' } } });
  });

  it('patches as JSON, merge and strategic patch', async () => {
    expect(
      await stage.run(`patch svc web -p '{"spec":{"ports":[{"port":80,"nodePort":30500}],"type":"NodePort"}}'`),
    ).toEqual(success('service/web patched\n'));
    expect(await stage.run(`patch svc web -p 'spec: {type: NodePort}'`)).toEqual(
      success('service/web patched (no change)\n'),
    );
    expect(
      await stage.run(`patch svc web --type=json -p '[{"op":"replace","path":"/spec/ports/0/port","value":81}]'`),
    ).toEqual(success('service/web patched\n'));
    expect(await stage.run(`patch svc web -p '{bad'`)).toEqual(
      failure("Error from server (BadRequest): invalid character 'b' looking for beginning of object key string\n"),
    );
    expect(stage.object(SERVICE)).toMatchObject({ spec: { type: 'NodePort', ports: [{ port: 81, nodePort: 30500 }] } });
  });
});

describe('edit', () => {
  it('saves what the editor left, and opens it again with the failure', async () => {
    const texts: string[] = [];
    const edit = (text: string) => {
      texts.push(text);
      return texts.length === 1
        ? text.replace('port: 80\n', 'port: 99999\n')
        : text.replace('port: 99999\n', 'port: 81\n');
    };
    expect(await stage.run('edit svc web', { edit })).toEqual(
      success('service/web edited\n', 'error: services "web" is invalid\n'),
    );
    expect(texts[1]?.split('\n').slice(0, 7)).toEqual([
      "# Please edit the object below. Lines beginning with a '#' will be ignored,",
      '# and an empty file will abort the edit. If an error occurs while saving this file will be',
      '# reopened with the relevant failures.',
      '#',
      '# services "web" was not valid:',
      '# * spec.ports[0].port: Invalid value: 99999: must be between 1 and 65535, inclusive',
      '#',
    ]);
    expect(stage.object(SERVICE)).toMatchObject({ spec: { ports: [{ port: 81 }] } });
  });

  it('leaves the object alone without a change or without an editor that works', async () => {
    expect(await stage.run('edit svc web', { edit: (text) => text })).toEqual(
      success('', 'Edit cancelled, no changes made.\n'),
    );
    expect(await stage.run('edit svc web', { edit: () => undefined })).toEqual(
      failure('error: there was a problem with the editor "ed"\n'),
    );
  });
});

describe('scale, set and rollout', () => {
  it('scales under a condition', async () => {
    expect(await stage.run('scale deploy web --replicas=3 --current-replicas=9')).toEqual(
      failure('error: Expected replicas to be 9, was 2\n'),
    );
    expect(await stage.run('scale deploy web --replicas=3 --current-replicas=2')).toEqual(
      success('deployment.apps/web scaled\n'),
    );
    expect(stage.object(DEPLOYMENT)).toMatchObject({ spec: { replicas: 3 } });
  });

  it('rolls an image out and back, with its history', async () => {
    expect(await stage.run('set image deploy/web nginx=nginx:1.28')).toEqual(
      success('deployment.apps/web image updated\n'),
    );
    expect(await stage.run('set image deploy/web nginx=nginx:1.28')).toEqual(success(''));
    expect(await stage.run('set image deploy/web nope=nginx:1.28')).toEqual(
      failure('error: unable to find container named "nope"\n'),
    );
    stage.cluster.settle();
    expect(await stage.run('rollout history deploy/web')).toEqual(
      success('deployment.apps/web \nREVISION  CHANGE-CAUSE\n1         <none>\n2         <none>\n\n'),
    );
    expect(await stage.run('rollout undo deploy/web')).toEqual(success('deployment.apps/web rolled back\n'));
    expect(stage.object(DEPLOYMENT)).toMatchObject({
      spec: { template: { spec: { containers: [{ image: 'nginx:1.27' }] } } },
    });
    expect(await stage.run('rollout undo deploy/web --to-revision=42')).toEqual(
      failure('error: unable to find specified revision 42 in history\n'),
    );
  });

  it('pauses, and refuses what a paused deployment cannot do', async () => {
    expect(await stage.run('rollout pause deploy/web')).toEqual(success('deployment.apps/web paused\n'));
    expect(await stage.run('rollout pause deploy/web')).toEqual(
      failure('error: deployments.apps "web" is already paused\n'),
    );
    expect(await stage.run('rollout restart deploy/web')).toEqual(
      failure(`error: deployments.apps "web" can't restart paused deployment (run rollout resume first)\n`),
    );
    expect(await stage.run('rollout resume deploy/web')).toEqual(success('deployment.apps/web resumed\n'));
  });

  it('changes and lists environment variables', async () => {
    expect(await stage.run('set env deploy/web A=b C=d')).toEqual(success('deployment.apps/web env updated\n'));
    expect(await stage.run('set env deploy/web A-')).toEqual(success('deployment.apps/web env updated\n'));
    expect(await stage.run('set env deploy/web --list')).toEqual(success('# Deployment web, container nginx\nC=d\n'));
  });
});

describe('nodes', () => {
  it('empties a node of what has a controller', async () => {
    expect(await stage.run('taint nodes svc-learn-worker k=v:NoSchedule')).toEqual(
      success('node/svc-learn-worker tainted\n'),
    );
    expect(await stage.run('taint nodes svc-learn-worker k-')).toEqual(success('node/svc-learn-worker untainted\n'));
    const { stdout, exit } = await stage.run('drain svc-learn-worker --pod-selector=app=web');
    expect(stdout.split('\n')[0]).toBe('node/svc-learn-worker cordoned');
    expect(stdout.endsWith('node/svc-learn-worker drained\n')).toBe(true);
    expect(exit).toBe(0);
    expect(await stage.run('uncordon svc-learn-worker')).toEqual(success('node/svc-learn-worker uncordoned\n'));
  });
});
