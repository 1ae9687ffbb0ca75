import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createStage, failure, type Stage, success } from './stage.js';

let stage: Stage;
beforeEach(() => {
  stage = createStage();
});
afterEach(() => stage.close());

describe('selecting', () => {
  it('takes the same names of several types', async () => {
    await stage.run('create deploy web --image=nginx:1.27');
    await stage.run('expose deploy web --port=80');
    expect(await stage.run('get svc,deploy web -o name')).toEqual(success('service/web\ndeployment.apps/web\n'));
  });

  it('knows kinds in any case, short names only as they are', async () => {
    expect((await stage.run('get Service -o name')).stdout).toBe('service/kubernetes\n');
    expect(await stage.run('get SVC')).toEqual(failure('error: the server doesn\'t have a resource type "SVC"\n'));
  });

  it('warns of a short name that stands for two resources', async () => {
    expect((await stage.run('get ev')).stderr).toContain(
      'Warning: short name "ev" could also match lower priority resource events.events.k8s.io\n',
    );
  });

  it('ends a watch at the request timeout, with success', async () => {
    const { stdout, stderr, exit } = await stage.run('get svc -w -o name --request-timeout=2s');
    expect({ stdout, stderr, exit }).toEqual(success('service/kubernetes\n'));
  });

  it('counts warnings as errors when told so', async () => {
    const { stderr, exit } = await stage.run('get ep -o name --warnings-as-errors');
    expect(stderr.endsWith('error: 1 warning received\n')).toBe(true);
    expect(exit).toBe(1);
  });
});

describe('writing', () => {
  it('takes --dry-run alone for a client dry run, and says so in its log', async () => {
    const { stdout, stderr, exit } = await stage.run('create ns a --dry-run');
    expect([stdout, exit]).toEqual(['namespace/a created (dry run)\n', 0]);
    expect(stderr).toMatch(
      /^W\d{4} [\d:.]+ +1 helpers.go:719\] --dry-run is deprecated and can be replaced with --dry-run=client.\n$/,
    );
  });

  it('puts a hash of the content behind a name', async () => {
    const cm = await stage.run('create cm c2 --from-literal=a=b --append-hash --dry-run=client -o name');
    const secret = await stage.run(
      'create secret generic g2 --from-literal=a=b --append-hash --dry-run=client -o name',
    );
    expect([cm.stdout, secret.stdout]).toEqual(['configmap/c2-hb746hcc68\n', 'secret/g2-g6258mt4mg\n']);
  });

  it('prunes what was applied once and is no longer in the file', async () => {
    const map = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, labels: {app: a}}\n---\n`;
    await stage.run('apply -f -', { input: map('one') + map('two') });
    expect(
      await stage.run('apply -f - --prune -l app=a --prune-allowlist=core/v1/ConfigMap', { input: map('one') }),
    ).toEqual(success('configmap/one unchanged\nconfigmap/two pruned\n'));
    expect(stage.object('/api/v1/namespaces/default/configmaps/two')).toBeUndefined();
  });

  it('folds text of several lines in KYAML', async () => {
    const { stdout } = await stage.run('create --dry-run=client -o kyaml -f -', {
      input: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {k: "x\\n  y\\n"}\n',
    });
    expect(stdout).toContain('    k: "\\\n       x\\n\\\n      \\  y\\n\\\n      ",\n');
  });

  it('ends diff with 2 when something is wrong', async () => {
    expect(await stage.run('diff -f nothere.yaml')).toEqual(
      failure('error: the path "nothere.yaml" does not exist\n', 2),
    );
  });
});

describe('users', () => {
  it('takes --user of a role binding for its subject, not for one of the kubeconfig', async () => {
    expect(await stage.run('create rolebinding viewer --role=viewer --user=alice')).toEqual(
      success('rolebinding.rbac.authorization.k8s.io/viewer created\n'),
    );
    expect(await stage.run('get svc --user=alice')).toEqual(failure('error: auth info "alice" does not exist\n'));
    expect(await stage.run('get svc --as-group=g')).toEqual(
      failure('error: requesting uid, groups or user-extra for kubernetes-admin without impersonating a user\n'),
    );
  });

  it('looks for no name in a whole category', async () => {
    expect(await stage.run('get all web')).toEqual(failure('error: you must specify only one resource\n'));
  });
});

describe('describing', () => {
  it('shows the rules of a role, one resource a line', async () => {
    await stage.run('create role reader --verb=get,list --resource=pods,deployments.apps/scale');
    expect(await stage.run('describe role reader')).toEqual(
      success(
        'Name:         reader\nLabels:       <none>\nAnnotations:  <none>\nPolicyRule:\n' +
          '  Resources               Non-Resource URLs  Resource Names  Verbs\n' +
          '  ---------               -----------------  --------------  -----\n' +
          '  pods                    []                 []              [get list]\n' +
          '  deployments.apps/scale  []                 []              [get list]\n',
      ),
    );
  });

  it('shows a cron job with its template', async () => {
    await stage.run("create cj tick --image=busybox:1.36 '--schedule=*/5 * * * *'");
    const { stdout } = await stage.run('describe cj tick --show-events=false');
    expect(stdout.split('\n').slice(4, 14)).toEqual([
      'Schedule:                      */5 * * * *',
      'Concurrency Policy:            Allow',
      'Suspend:                       False',
      'Time Zone:                     <unset>',
      'Successful Job History Limit:  3',
      'Failed Job History Limit:      1',
      'Starting Deadline Seconds:     <unset>',
      'Selector:                      <unset>',
      'Parallelism:                   <unset>',
      'Completions:                   <unset>',
    ]);
  });

  it('says nothing of events when it had to guess the name', async () => {
    expect((await stage.run('describe svc kuber')).stdout).not.toContain('Events:');
  });
});

describe('config', () => {
  it('sets and takes away single values', async () => {
    expect(await stage.run('config set contexts.dev.namespace shop')).toEqual(
      success('Property "contexts.dev.namespace" set.\n'),
    );
    expect((await stage.run('config get-contexts dev --no-headers')).stdout).toMatch(/^ +dev +shop\n$/);
    expect(await stage.run('config unset contexts.dev')).toEqual(success('Property "contexts.dev" unset.\n'));
    expect((await stage.run('config get-contexts dev')).exit).toBe(1);
    expect(await stage.run('config set nosuch.foo bar')).toEqual(
      failure('error: unable to parse nosuch.foo after [] at api.Config\n'),
    );
  });

  it('keeps a token or a password, never both', async () => {
    await stage.run('config set-credentials u --token=abc');
    await stage.run('config set-credentials u --username=a --password=b');
    const { stdout } = await stage.run('config view --raw -o jsonpath=\'{.users[?(@.name=="u")].user}\'');
    expect(JSON.parse(stdout)).toEqual({ username: 'a', password: 'b' });
  });
});
