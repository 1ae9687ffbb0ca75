import { beforeAll, describe, expect, it } from 'vitest';
import { createWorkbench, type Workbench } from './workbench.js';

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

let bench: Workbench;

beforeAll(() => {
  bench = createWorkbench();
  bench.cluster.apply(MANIFEST);
  bench.cluster.settle();
});

const failure = (stderr: string) => ({ stdout: '', stderr, exit: 1 });
const success = (stdout: string, stderr = '') => ({ stdout, stderr, exit: 0 });

describe('get', () => {
  it('leaves the column of a label empty where it is missing', async () => {
    const { stdout } = await bench.run('get deploy,svc -L app --no-headers');
    expect(stdout.split('\n').map((line) => line.replace(/ \d+s /, ' Ns ').replace(/^\S+ +/, ''))).toEqual([
      '2/2   2     2     Ns    web',
      'ClusterIP   10.96.0.1    <none>   443/TCP   Ns    ',
      'ClusterIP   10.96.0.50   <none>   80/TCP    Ns    ',
      '',
    ]);
  });

  it('prints tables of the server', async () => {
    const { stdout } = await bench.run('get svc web -o wide');
    expect(stdout.replace(/\d+s/, 'Ns')).toBe(
      'NAME   TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)   AGE   SELECTOR\nweb    ClusterIP   10.96.0.50   <none>        80/TCP    Ns    app=web\n',
    );
  });

  it.each([
    ['get deploy,svc -o name', 'deployment.apps/web\nservice/kubernetes\nservice/web\n'],
    ['get svc web -o jsonpath={.spec.ports[*].port}', '80'],
    [
      'get svc -o custom-columns=N:.metadata.name,P:.spec.ports[*].port',
      'N            P\nkubernetes   443\nweb          80\n',
    ],
    [
      'get svc -o go-template={{range .items}}{{.metadata.name}}{{"\\n"}}{{end}}'.split(/ (?=-o|svc|go)/),
      'kubernetes\nweb\n',
    ],
    ['get --raw /healthz', 'ok'],
    ['get svc nosuch --ignore-not-found', ''],
  ] as const)('answers %s', async (line, stdout) => {
    expect(await bench.run(line)).toEqual(success(stdout));
  });

  it('passes the deprecation of Endpoints on as a warning', async () => {
    const { stderr, exit } = await bench.run('get ep web');
    expect({ stderr, exit }).toEqual({
      stderr: 'Warning: v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice\n',
      exit: 0,
    });
  });

  it('says on stderr where nothing was found', async () => {
    expect(await bench.run('get netpol')).toEqual(success('', 'No resources found in default namespace.\n'));
  });
});

describe('errors', () => {
  it.each([
    ['get foo', 'error: the server doesn\'t have a resource type "foo"\n'],
    ['get svc nosuch', 'Error from server (NotFound): services "nosuch" not found\n'],
    ['get svc --bogus', "error: unknown flag: --bogus\nSee 'kubectl get --help' for usage.\n"],
    ['get svc -n', "error: flag needs an argument: 'n' in -n\nSee 'kubectl get --help' for usage.\n"],
    ['get svc -xyz', "error: unknown shorthand flag: 'x' in -xyz\nSee 'kubectl get --help' for usage.\n"],
    [
      'get svc --chunk-size=a',
      'error: invalid argument "a" for "--chunk-size" flag: strconv.ParseInt: parsing "a": invalid syntax\nSee \'kubectl get --help\' for usage.\n',
    ],
    ['decribe svc web', 'error: unknown command "decribe" for "kubectl"\n\nDid you mean this?\n\tdescribe\n'],
    ['get svc -o jsonpath', 'error: template format specified but no template given\n'],
    ['get svc -o jsonpath={.items[', 'error: error parsing jsonpath {.items[, unterminated array\n'],
    ['get -A svc web', 'error: a resource cannot be retrieved by name across all namespaces\n'],
    ['get svc --context=nosuch', 'Error in configuration: context was not found for specified context: nosuch\n'],
    ['logs nosuch', 'error: error from server (NotFound): pods "nosuch" not found in namespace "default"\n'],
    ['top pods', 'error: Metrics API not available\n'],
    ['config foo', 'error: unknown command "foo"\nSee \'kubectl config -h\' for help and examples\n'],
    ['wait --for=foo svc/web', 'error: unrecognized condition: "foo"\n'],
    ['describe svc nosuch -n nosuchns', 'Error from server (NotFound): namespaces "nosuchns" not found\n'],
  ])('answers %s', async (line, stderr) => {
    expect(await bench.run(line)).toEqual(failure(stderr));
  });

  it('names the line of broken YAML as go-yaml does', async () => {
    bench.files.set('bad.yaml', 'apiVersion: v1\nkind: Service\nmetadata:\n\tname: e1\n');
    expect(await bench.run('get -f bad.yaml')).toEqual(
      failure(
        'error: error parsing bad.yaml: error converting YAML to JSON: yaml: line 4: found character that cannot start any token\n',
      ),
    );
  });
});

describe('describe', () => {
  it('shows a Service with its ready endpoints', async () => {
    const { stdout } = await bench.run('describe svc web');
    expect(stdout.replace(/Endpoints: .*/, 'Endpoints: N')).toBe(`Name:                     web
Namespace:                default
Labels:                   <none>
Annotations:              <none>
Selector:                 app=web
Type:                     ClusterIP
IP Family Policy:         SingleStack
IP Families:              IPv4
IP:                       10.96.0.50
IPs:                      10.96.0.50
Port:                     <unset>  80/TCP
TargetPort:               http/TCP
Endpoints: N
Session Affinity:         None
Internal Traffic Policy:  Cluster
Events:                   <none>
`);
  });
});

describe('running things', () => {
  it('passes the exit code of a command on', async () => {
    expect(await bench.run(['exec', 'deploy/web', '--', 'sh', '-c', 'exit 3'])).toEqual({
      stdout: '',
      stderr: 'command terminated with exit code 3\n',
      exit: 3,
    });
  });

  it('sees a rollout that is done, and gives up on a condition that never comes', async () => {
    expect(await bench.run('rollout status deploy/web')).toEqual(success('deployment "web" successfully rolled out\n'));
    expect(await bench.run('wait --for=condition=Nope deploy/web --timeout=2s')).toEqual(
      failure('error: timed out waiting for the condition on deployments/web\n'),
    );
  });

  it('changes the namespace of the context in its file', async () => {
    const other = createWorkbench();
    expect(await other.run('config set-context --current --namespace=kube-public')).toEqual(
      success('Context "kubernetes-admin@kubernetes" modified.\n'),
    );
    expect(await other.run('get pods')).toEqual(success('', 'No resources found in kube-public namespace.\n'));
  });
});
