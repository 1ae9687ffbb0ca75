import { afterEach, describe, expect, it } from 'vitest';
import { openTerminal, SHOP, type Terminal } from './terminal.js';

const open: Terminal[] = [];
const terminal = (kind: 'terminal' | 'no terminal' = 'no terminal') => {
  const opened = openTerminal({ manifests: [SHOP], lang: 'en' }, kind);
  open.push(opened);
  return opened;
};
afterEach(() => {
  for (const { stage } of open.splice(0)) stage.close();
});

const POD = '$(kubectl get pods -l app=my-app -o name | head -1 | cut -d/ -f2)';

describe('kubectl debug', () => {
  it('adds a container to a Pod that runs, in the Pod’s own network', async () => {
    const { run } = terminal();
    expect(await run(`kubectl debug ${POD} --image=busybox -c tools --target=app -- sleep infinity`)).toBe(
      'Targeting container "app". If you don\'t see processes from this container it may be because the container runtime doesn\'t support this feature.\n',
    );
    await run('sleep 5');
    const name = (await run(`echo ${POD}`)).trim();
    expect(await run(`kubectl exec ${name} -c tools -- wget -qO- localhost:8080`)).toBe(`my-app 1.0 on ${name}\n`);
    expect(await run(`kubectl exec ${name} -- hostname`)).toBe(
      `Defaulted container "app" out of: app, tools (ephem)\n${name}\n`,
    );
    expect(await run(`kubectl get pod ${name} --no-headers`)).toMatch(/ 1\/1 +Running +0 /);
    const told = await run(`kubectl describe pod ${name}`);
    expect(told).toMatch(/\nEphemeral Containers:\n {2}tools:\n {4}Container ID: +containerd:\/\/[0-9a-f]{64}\n/);
    expect(told).toMatch(/Normal +Started +\S+ +kubelet +(spec.ephemeralContainers\{tools\}: )?Container started/);
    expect(await run(`kubectl get pod ${name} -o jsonpath='{.spec.ephemeralContainers}'`)).toBe(
      '[{"command":["sleep","infinity"],"image":"busybox","imagePullPolicy":"Always","name":"tools","resources":{},"securityContext":{"capabilities":{"add":["SYS_PTRACE"]}},"targetContainerName":"app","terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File"}]',
    );
    expect(await run(`kubectl debug ${name} --image=nginx -c tools`)).toContain(
      'spec.ephemeralContainers: Forbidden: existing ephemeral containers may not be changed\n',
    );
  });

  it('attaches, and does not start the container again', async () => {
    const { run, stage, shown } = terminal('terminal');
    stage.terminal.type(`kubectl debug ${POD} -it --image=busybox\n`);
    await stage.driver.sleep(8000);
    stage.terminal.type('echo in $((1+1)); exit\n');
    await stage.terminal.settled();
    const told = shown().replaceAll('\r', '');
    expect(told).toMatch(/Defaulting debug container name to debugger-\w{5}\.\n/);
    expect(told).toContain('\nin 2\n');
    expect(told).toMatch(
      /Session ended, the ephemeral container will not be restarted but may be reattached using 'kubectl attach/,
    );
    const state = await run(
      `kubectl get pod ${POD} -o jsonpath='{.status.ephemeralContainerStatuses[0].state.terminated.reason} {.status.ephemeralContainerStatuses[0].restartCount} {.status.phase}'`,
    );
    expect(state).toContain('Completed 0 Running');
  });

  it('survives a snapshot, and goes with its Pod', async () => {
    const { run, stage } = terminal();
    await run(`kubectl debug ${POD} --image=busybox -c tools -- sleep infinity; sleep 5`);
    const world = JSON.stringify(stage.port.world?.snapshot());
    stage.port.world?.restore(JSON.parse(world));
    expect(JSON.stringify(stage.port.world?.snapshot())).toBe(world);
    const name = (await run(`echo ${POD}`)).trim();
    expect(await run(`kubectl exec ${name} -c tools -- hostname`)).toBe(`${name}\n`);
    expect(await run(`kubectl delete pod ${name}`)).toBe(`pod "${name}" deleted from default namespace\n`);
  });

  it('copies a Pod with a container more, or with other images', async () => {
    const { run } = terminal();
    expect(await run(`kubectl debug ${POD} --image=busybox -c tools --copy-to=copy -- sleep infinity`)).toBe('');
    expect(await run(`kubectl debug ${POD} --copy-to=other --set-image='*=nginx:1.29'`)).toBe('');
    await run('sleep 10');
    expect(
      await run(
        'kubectl get pods copy other -o jsonpath=\'{range .items[*]}{.metadata.labels}{.spec.containers[*].name} {.spec.shareProcessNamespace} {.spec.volumes[*].name} {.status.phase}{"\\n"}{end}\'',
      ),
    ).toMatch(/^app tools true kube-api-access-\w+ Running\napp {2}kube-api-access-\w+ Running\n$/);
    expect(await run('kubectl get endpointslices -l kubernetes.io/service-name=my-service')).toMatch(
      /10\.244\.\d+\.\d+,10\.244\.\d+\.\d+ /,
    );
  });

  it('makes a Pod in the namespaces of a node', async () => {
    const { run } = terminal();
    expect(await run('kubectl debug node/svc-learn-worker --image=busybox -- sleep infinity')).toMatch(
      /^Creating debugging pod node-debugger-svc-learn-worker-\w{5} with container debugger on node svc-learn-worker\.\n$/,
    );
    await run('sleep 5');
    const pod = (await run('kubectl get pods -l app.kubernetes.io/managed-by=kubectl-debug -o name')).trim();
    expect(await run(`kubectl exec ${pod} -- hostname`)).toBe('svc-learn-worker\n');
  });

  it('says what does not go together', async () => {
    const { run } = terminal();
    const cases: readonly (readonly [string, string])[] = [
      ['x', 'error: you must specify --image when not using --copy-to.'],
      ['x --copy-to=y', 'error: you must specify --image, --set-image or command arguments.'],
      ['x --image=busybox --same-node', 'error: --same-node may only be used with --copy-to.'],
      ['x --image=busybox -t', 'error: -i/--stdin is required for containers with -t/--tty=true'],
      ['x --image=busybox --profile=foo', 'error: unknown profile: foo'],
      ['x --image=busybox', 'Error from server (NotFound): pods "x" not found'],
      ['deploy/my-app --image=busybox', 'error: "apps/v1, Kind=Deployment" not supported by debug'],
      [
        `${POD} --copy-to=y -- ls`,
        'error: you must specify an existing container or a new image when specifying args.',
      ],
    ];
    for (const [words, message] of cases) expect(await run(`kubectl debug ${words}`)).toBe(`${message}\n`);
    const pod = JSON.stringify({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p' },
      spec: { containers: [{ name: 'a', image: 'nginx' }], ephemeralContainers: [{ name: 'b', image: 'nginx' }] },
    });
    expect(await run(`echo '${pod}' | kubectl apply -f -`)).toContain(
      'spec.ephemeralContainers: Forbidden: cannot be set on create',
    );
  });
});
