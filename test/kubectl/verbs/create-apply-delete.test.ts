import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createStage, failure, type Stage, success } from './stage.js';

const SERVICE = `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, clusterIP: 10.96.0.50, ports: [{port: 80, targetPort: 8080}]}
`;
const WEB = '/api/v1/namespaces/default/services/web';

let stage: Stage;
beforeEach(() => {
  stage = createStage();
});
afterEach(() => stage.close());

describe('create', () => {
  it('makes a deployment whose pods come up', async () => {
    expect(await stage.run('create deployment web --image=nginx:1.27 --replicas=2 --port=80')).toEqual(
      success('deployment.apps/web created\n'),
    );
    stage.cluster.settle();
    expect(stage.object('/apis/apps/v1/namespaces/default/deployments/web')?.['status']).toMatchObject({
      readyReplicas: 2,
    });
  });

  it('prints the made service in the order of the Go structs', async () => {
    const { stdout } = await stage.run(
      'create service nodeport web --tcp=80:http --node-port=30080 --dry-run=client -o json',
    );
    expect(stdout.replace(/\s+/g, ' ')).toBe(
      '{ "kind": "Service", "apiVersion": "v1", "metadata": { "name": "web", "labels": { "app": "web" } }, "spec": { "ports": [ { "name": "80-http", "protocol": "TCP", "port": 80, "targetPort": "http", "nodePort": 30080 } ], "selector": { "app": "web" }, "type": "NodePort" }, "status": { "loadBalancer": {} } } ',
    );
    expect(stage.object(WEB)).toBeUndefined();
  });

  it.each([
    [
      'create ns',
      "error: exactly one NAME is required, got 0\nSee 'kubectl create namespace -h' for help and examples\n",
    ],
    ['create svc clusterip web', 'error: at least one tcp port specifier must be provided\n'],
    ['create svc clusterip web --tcp=70000', 'error: strconv.ParseUint: parsing "70000": value out of range\n'],
    ['create ns a --dry-run=maybe', 'error: Invalid dry-run value (maybe). Must be "none", "server", or "client".\n'],
    ['create configmap c --from-literal=a', 'error: invalid literal source a, expected key=value\n'],
    ['create', 'error: must specify one of -f and -k\n'],
    ['create web', "error: Unexpected args: [web]\nSee 'kubectl create -h' for help and examples\n"],
    ['create -f nothere.yaml', 'error: the path "nothere.yaml" does not exist\n'],
    [
      'create deployment kube --image=nginx -n nowhere',
      'error: failed to create deployment: namespaces "nowhere" not found\n',
    ],
  ])('refuses: kubectl %s', async (line, stderr) => {
    expect(await stage.run(line)).toEqual(failure(stderr));
  });

  it('goes on behind an object that exists and a kind that does not', async () => {
    const service = SERVICE.replace('clusterIP: 10.96.0.50, ', '');
    const unknown = 'apiVersion: v1\nkind: Servise\nmetadata: {name: a}\n';
    const input = [service, service, unknown, service.replace('web}', 'late}')].join('---\n');
    expect(await stage.run('create -f -', { input })).toEqual({
      stdout: 'service/web created\nservice/late created\n',
      stderr: `resource mapping not found for name: "a" namespace: "" from "STDIN": no matches for kind "Servise" in version "v1"\nensure CRDs are installed first\nError from server (AlreadyExists): error when creating "STDIN": services "web" already exists\n`,
      exit: 1,
    });
  });
});

describe('apply', () => {
  it('says created, unchanged and configured, and keeps what it wrote', async () => {
    expect(await stage.run('apply -f -', { input: SERVICE })).toEqual(success('service/web created\n'));
    expect(await stage.run('apply -f -', { input: SERVICE })).toEqual(success('service/web unchanged\n'));
    const changed = SERVICE.replace('8080', '9090');
    expect(await stage.run('apply -f - --dry-run=server', { input: changed })).toEqual(
      success('service/web configured (server dry run)\n'),
    );
    expect(await stage.run('apply -f -', { input: changed })).toEqual(success('service/web configured\n'));
    expect(await stage.run('apply view-last-applied svc/web')).toEqual(
      success(
        'apiVersion: v1\nkind: Service\nmetadata:\n  annotations: {}\n  name: web\n  namespace: default\nspec:\n  clusterIP: 10.96.0.50\n  ports:\n  - port: 80\n    targetPort: 9090\n  selector:\n    app: web\n',
      ),
    );
  });

  it('warns about an object that was not made by apply', async () => {
    await stage.run('create -f -', { input: SERVICE });
    expect(await stage.run('apply -f -', { input: SERVICE })).toEqual(
      success(
        'service/web configured\n',
        'Warning: resource services/web is missing the kubectl.kubernetes.io/last-applied-configuration annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.\n',
      ),
    );
  });

  it('shows conflicts of server-side apply and takes fields over when told so', async () => {
    await stage.run('apply --server-side -f -', { input: SERVICE });
    const other = SERVICE.replace('8080', '9090');
    const refused = await stage.run('apply --server-side --field-manager=me -f -', { input: other });
    expect(refused.stderr.split('\n')[0]).toBe(
      'error: Apply failed with 1 conflict: conflict with "kubectl": .spec.ports[port=80,protocol="TCP"].targetPort',
    );
    expect(await stage.run('apply --server-side --field-manager=me --force-conflicts -f -', { input: other })).toEqual(
      success('service/web serverside-applied\n'),
    );
  });

  it('shows with diff what it would change, and exits 1', async () => {
    await stage.run('apply -f -', { input: SERVICE });
    expect(await stage.run('diff -f -', { input: SERVICE })).toEqual(success(''));
    const { stdout, exit } = await stage.run('diff -f -', { input: SERVICE.replace('8080', '9090') });
    expect(exit).toBe(1);
    expect(stdout.split('\n').slice(3)).toEqual([
      '@@ -20,7 +20,7 @@',
      '   ports:',
      '   - port: 80',
      '     protocol: TCP',
      '-    targetPort: 8080',
      '+    targetPort: 9090',
      '   selector:',
      '     app: web',
      '   sessionAffinity: None',
      '',
    ]);
  });
});

describe('delete', () => {
  it('waits until a pod is gone', async () => {
    await stage.run('run web --image=nginx:1.27');
    stage.cluster.settle();
    expect(await stage.run('delete pod web')).toEqual(success('pod "web" deleted from default namespace\n'));
    expect(stage.object('/api/v1/namespaces/default/pods/web')).toBeUndefined();
  });

  it('only tries with a dry run, by the server, too', async () => {
    await stage.run('apply -f -', { input: SERVICE });
    expect(await stage.run('delete svc web --dry-run=server')).toEqual(
      success('service "web" deleted from default namespace (server dry run)\n'),
    );
    expect(stage.object(WEB)).toBeDefined();
  });

  it('names what is missing after it deleted the rest', async () => {
    await stage.run('apply -f -', { input: SERVICE });
    expect(await stage.run('delete svc nosuch web')).toEqual({
      stdout: 'service "web" deleted from default namespace\n',
      stderr: 'Error from server (NotFound): services "nosuch" not found\n',
      exit: 1,
    });
    expect(await stage.run('delete svc web --ignore-not-found')).toEqual(success(''));
    expect(await stage.run('delete svc -l app=none')).toEqual(success('No resources found\n'));
  });

  it('takes a namespace and all that is in it away', async () => {
    await stage.run('create ns shop');
    await stage.run('create svc clusterip web --tcp=80 -n shop');
    expect(await stage.run('delete ns shop')).toEqual(success('namespace "shop" deleted\n'));
    expect(stage.object('/api/v1/namespaces/shop')).toBeUndefined();
  });
});
