import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createStage, failure, type Stage, success } from './stage.js';

const MANIFEST = `apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec: {containers: [{name: a, image: "busybox:1.36", command: [sleep, "3600"]}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  serviceName: db
  replicas: 2
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: pg, image: "busybox:1.36", command: [sleep, "3600"], volumeMounts: [{name: data, mountPath: /d}]}]}
  volumeClaimTemplates: [{metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]
`;
const AGENT = '/apis/apps/v1/namespaces/default/daemonsets/agent';

let stage: Stage;
beforeEach(async () => {
  stage = createStage();
  await stage.run('create -f -', { input: MANIFEST });
  stage.cluster.settle();
});
afterEach(() => stage.close());

describe('rollout of DaemonSets and StatefulSets', () => {
  it('says that both are done', async () => {
    expect(await stage.run('rollout status ds/agent sts/db')).toEqual(
      success(
        'daemon set "agent" successfully rolled out\npartitioned roll out complete: 2 new pods have been updated...\n',
      ),
    );
  });

  it('waits for the new pods of an update', async () => {
    await stage.run('set image ds/agent a=busybox:1.37');
    const { stdout, exit } = await stage.run('rollout status ds/agent');
    expect(stdout).toMatch(/^Waiting for daemon set /);
    expect(stdout.endsWith('daemon set "agent" successfully rolled out\n')).toBe(true);
    expect(exit).toBe(0);
  });

  it('keeps the history in ControllerRevisions and goes back in it', async () => {
    await stage.run('set image ds/agent a=busybox:1.37');
    stage.cluster.settle();
    expect(await stage.run('rollout history ds/agent')).toEqual(
      success('daemonset.apps/agent \nREVISION  CHANGE-CAUSE\n1         <none>\n2         <none>\n\n'),
    );
    expect((await stage.run('rollout history ds/agent --revision=1')).stdout).toContain('Image:\tbusybox:1.36\n');
    expect((await stage.run('rollout undo ds/agent --dry-run=client')).stdout).toMatch(
      /^daemonset.apps\/agent will roll back to Pod Template:\n/,
    );
    expect(await stage.run('rollout undo ds/agent')).toEqual(success('daemonset.apps/agent rolled back\n'));
    expect(stage.object(AGENT)).toMatchObject({
      spec: { template: { spec: { containers: [{ image: 'busybox:1.36' }] } } },
    });
  });

  it('has nothing to go back to after one revision, and no history of other kinds', async () => {
    expect(await stage.run('rollout undo sts/db')).toEqual(failure('error: no last revision to roll back to\n'));
    expect(await stage.run('rollout history svc/kubernetes')).toEqual(
      failure('error: error retrieving history for "Service", no visitor method exists for { Service}\n'),
    );
  });
});

describe('claims of a StatefulSet', () => {
  it('gives every pod a claim of its own, which outlives the pod', async () => {
    expect(await stage.run('get pvc -o name')).toEqual(
      success('persistentvolumeclaim/data-db-0\npersistentvolumeclaim/data-db-1\n'),
    );
    expect(await stage.run("get pod db-1 -o jsonpath='{.spec.volumes[0]}'")).toEqual(
      success('{"name":"data","persistentVolumeClaim":{"claimName":"data-db-1"}}'),
    );
    await stage.run('scale sts/db --replicas=1');
    stage.cluster.settle();
    expect((await stage.run('get pvc -o name')).stdout).toContain('data-db-1');
  });

  it('describes the claims', async () => {
    const { stdout } = await stage.run('describe sts/db --show-events=false');
    expect(stdout.split('Volume Claims:\n')[1]).toBe(
      '  Name:          data\n  StorageClass:  \n  Labels:        <none>\n  Annotations:   <none>\n  Capacity:      1Gi\n  Access Modes:  [ReadWriteOnce]\n',
    );
  });
});
