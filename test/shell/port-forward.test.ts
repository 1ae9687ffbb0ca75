import { afterEach, describe, expect, it } from 'vitest';
import { openTerminal, SHOP, type Terminal } from './terminal.js';

const SILENT = `
apiVersion: v1
kind: Pod
metadata: {name: two-ports, labels: {app: two}}
spec:
  containers:
  - name: web
    image: registry.example.com/shop/my-app:1.0
    ports: [{name: http, containerPort: 8080}, {name: dns, containerPort: 53, protocol: UDP}]
`;

const open: Terminal[] = [];
const terminal: typeof openTerminal = (options) => {
  const opened = openTerminal({ manifests: [SHOP, SILENT], lang: 'en', ...options }, 'no terminal');
  open.push(opened);
  return opened;
};
afterEach(() => {
  for (const { stage } of open.splice(0)) stage.close();
});

const CURL = 'curl -sS -m 3 localhost:8080';

describe('kubectl port-forward', () => {
  it('ties a local port to one Pod of a Service, whichever request comes', async () => {
    const { run } = terminal();
    await run('kubectl port-forward svc/my-service 8080:80 &');
    expect(await run('sleep 1')).toBe('Forwarding from 127.0.0.1:8080 -> 8080\nForwarding from [::1]:8080 -> 8080\n');
    const answers = await run(`for i in 1 2 3 4 5 6 7 8; do ${CURL}; done`);
    expect(answers.match(/Handling connection for 8080\n/g)).toHaveLength(8);
    expect(new Set(answers.match(/my-app 1.0 on \S+/g)).size).toBe(1);
  });

  it('is told by why: the Service has only helped to choose', async () => {
    const { run } = terminal();
    await run('kubectl port-forward svc/my-service 8080:80 &');
    await run('sleep 1');
    expect(await run(`why ${CURL} -o /dev/null`)).toMatchInlineSnapshot(`
      "Handling connection for 8080
      Request from the workstation to localhost:8080
        1. Resolve ok: localhost -> 127.0.0.1 (/etc/hosts)
        2. Route ok: workstation
        3. Connect ok: 127.0.0.1:8080
        4. Port-forward ok: Pod my-app-6cb5d5db7-hz6qx (svc-learn-worker), port 8080: the one Pod of service/my-service that kubectl chose when it started
        5. Route ok: my-app-6cb5d5db7-hz6qx (svc-learn-worker)
        6. Connect ok: 127.0.0.1:8080
        7. Answer ok: HTTP 200
      Result: reply, HTTP 200, 8 ms
      "
    `);
  });

  it('ends with its Pod, at the next connection', async () => {
    const { run } = terminal();
    await run('kubectl port-forward svc/my-service 8080:80 &');
    await run('sleep 1; kubectl delete pods -l app=my-app');
    const told = await run(`why ${CURL}`);
    const id = /pod ([0-9a-f]{64}), uid/.exec(told)?.[1] ?? 'no id';
    expect(told.replaceAll(id, 'ID').replace(/^E\d{4} \S+ /m, 'E0101 TIME ')).toMatchInlineSnapshot(`
      "Handling connection for 8080
      E0101 TIME       2 portforward.go:522] "Unhandled Error" err="an error occurred forwarding 8080 -> 8080: error forwarding port 8080 to pod ID, uid : failed to find sandbox \\"ID\\" in store: not found"
      error: lost connection to pod
      curl: (52) Empty reply from server
      Request from the workstation to localhost:8080
        1. Resolve ok: localhost -> 127.0.0.1 (/etc/hosts)
        2. Route ok: workstation
        3. Connect ok: 127.0.0.1:8080
        4. Port-forward reset: Pod my-app-6cb5d5db7-hz6qx (svc-learn-worker)
        5. Answer reset: 127.0.0.1:8080
      Result: reset, 6 ms
      Why: The Pod default/my-app-6cb5d5db7-hz6qx that port-forward was tied to is gone. Start kubectl port-forward again, and a Pod that exists now is chosen.
      Check with: kubectl get pods
      [1]+  Exit 1                  kubectl port-forward svc/my-service 8080:80
      "
    `);
    expect(await run(CURL)).toMatch(/Could not connect to server/);
  });

  it('ends when nobody listens on the port inside the Pod', async () => {
    const { run } = terminal();
    await run('kubectl port-forward pod/two-ports 8080:9 &');
    await run('sleep 1');
    const told = await run(CURL);
    expect(told).toContain(
      `localhost:9 inside namespace \\"${/pod ([0-9a-f]{64})/.exec(told)?.[1]}\\", IPv4: dial tcp4 127.0.0.1:9: connect: connection refused IPv6 dial tcp6 [::1]:9: connect: connection refused "\nerror: lost connection to pod\n`,
    );
  });

  it('reaches what NetworkPolicies and a missing Service port keep away', async () => {
    const { run } = terminal();
    const deny = {
      kind: 'NetworkPolicy',
      metadata: { name: 'deny' },
      spec: { podSelector: {}, policyTypes: ['Ingress'] },
    };
    await run(`echo '${JSON.stringify({ apiVersion: 'networking.k8s.io/v1', ...deny })}' | kubectl apply -f -`);
    await run('kubectl port-forward deployment/my-app :8080 5000:8080 &');
    expect(await run('sleep 1')).toMatchInlineSnapshot(`
      "Forwarding from 127.0.0.1:32768 -> 8080
      Forwarding from [::1]:32768 -> 8080
      Forwarding from 127.0.0.1:5000 -> 8080
      Forwarding from [::1]:5000 -> 8080
      "
    `);
    expect(await run('curl -s localhost:5000')).toMatch(/^Handling connection for 5000\nmy-app 1.0 on my-app-/);
  });

  it('translates names of ports, and says what it cannot do', async () => {
    const { run } = terminal();
    const fails = async (words: string) => run(`kubectl port-forward ${words}`);
    await run('kubectl port-forward two-ports 8080:http --address 0.0.0.0 &');
    expect(await run('sleep 1')).toBe('Forwarding from 0.0.0.0:8080 -> 8080\n');
    expect(await fails('two-ports 8080:http')).toBe(
      'Unable to listen on port 8080: Listeners failed to create with the following errors: [unable to create listener: Error listen tcp4 127.0.0.1:8080: bind: address already in use unable to create listener: Error listen tcp6 [::1]:8080: bind: address already in use]\nerror: unable to listen on any of the requested ports: [{8080 8080}]\n',
    );
    expect(await fails('svc/my-service 80')).toContain('Error listen tcp4 127.0.0.1:80: bind: permission denied');
    expect(await fails('two-ports 9000:8080 --address 10.0.0.9')).toContain('bind: cannot assign requested address');
    expect(await fails('two-ports 9000:8080 --address here')).toBe('error: here is not a valid IP\n');
    expect(await fails('two-ports dns')).toBe('error: UDP protocol is not supported for dns\n');
    expect(await fails('two-ports nope')).toBe("error: Pod 'two-ports' does not have a named port 'nope'\n");
    expect(await fails('svc/my-service nope')).toBe("error: Service 'my-service' does not have a named port 'nope'\n");
    expect(await fails('svc/my-service 8080')).toBe('error: Service my-service does not have a service port 8080\n');
    expect(await fails('svc/none 80')).toBe('Error from server (NotFound): services "none" not found\n');
    expect(await fails('two-ports 99999')).toBe(
      `error: error parsing local port '99999': strconv.ParseUint: parsing "99999": value out of range\n`,
    );
    expect(await fails('two-ports')).toBe(
      "error: TYPE/NAME and list of ports are required for port-forward\nSee 'kubectl port-forward -h' for help and examples\n",
    );
    expect(await fails('svc/kubernetes 443')).toBe(
      "error: cannot attach to *v1.Service: invalid service 'kubernetes': Service is defined without a selector\n",
    );
    await run('kubectl create deployment empty --image=nginx --replicas=0');
    expect(await fails('deploy/empty 8080 --pod-running-timeout=3s')).toBe(
      'error: timed out waiting for the condition\n',
    );
  });

  it('waits for a kubelet that does not answer, and lives on', async () => {
    const { run, stage } = terminal();
    await run('kubectl port-forward two-ports 8080 &');
    await run('sleep 1');
    const node = (await run('kubectl get pod two-ports -o jsonpath={.spec.nodeName}')).trim();
    stage.port.faults?.inject({ kind: 'node-down', node });
    expect(await run(`why ${CURL}`)).toContain(`The kubelet of the node ${node} does not answer`);
    expect(await run('sleep 30')).toMatch(
      /portforward.go:\d+\] "Unhandled Error" err="error creating error stream for port 8080 -> 8080: Timeout occurred"\n$/,
    );
    expect(await run('jobs')).toContain('Running');
    expect(await run('kubectl port-forward two-ports 8081:8080')).toMatch(
      /^error: error upgrading connection: error dialing backend: dial tcp \S+:10250: connect: no route to host\n$/,
    );
  });

  it('ends by Ctrl-C, and lets the port go', async () => {
    const opened = openTerminal({ manifests: [SHOP, SILENT], lang: 'en' });
    open.push(opened);
    const { run, stage, shown } = opened;
    stage.terminal.type('kubectl port-forward two-ports 8080\n');
    await stage.driver.sleep(2000);
    stage.terminal.interrupt();
    await stage.terminal.settled();
    expect(shown().replaceAll('\r', '')).toContain('Forwarding from [::1]:8080 -> 8080\n');
    expect(await run(CURL)).toMatch(/Could not connect to server/);
  });

  it('works on a fork of the world, and ends when another world is put in place', async () => {
    const { run, stage } = terminal();
    const before = JSON.stringify(stage.port.world?.snapshot());
    await run('kubectl port-forward two-ports 8080 &');
    await run('sleep 1');
    const probe = { from: { workstation: true }, url: 'http://127.0.0.1:8080/', count: 1 } as const;
    expect((await stage.port.probe(probe)).answers).toMatchObject([{ outcome: 'reply', pod: 'default/two-ports' }]);
    const running = JSON.stringify(stage.port.world?.snapshot());
    stage.port.world?.restore(JSON.parse(running));
    stage.session.restore(stage.session.snapshot());
    expect(await run(CURL)).toMatch(/Could not connect to server/);
    stage.port.world?.restore(JSON.parse(before));
    expect(JSON.stringify(stage.port.world?.snapshot())).toBe(before);
  });
});
