import { afterAll, describe, expect, it } from 'vitest';
import { completeLine } from '../../src/shell/complete.js';
import { openTerminal, SHOP } from './terminal.js';

const { stage } = openTerminal({
  manifests: [SHOP, '{apiVersion: v1, kind: Namespace, metadata: {name: shop}}'],
  home: { 'service.yaml': '', 'pods/one.yaml': '' },
});
afterAll(() => stage.close());

async function complete(line: string): Promise<{ readonly texts: readonly string[]; readonly from: number }> {
  const { session, terminal, port } = stage;
  const { candidates, from } = await completeLine(line, line.length, {
    api: port.api,
    files: session.files,
    cwd: terminal.cwd(),
    commands: session.commands(),
  });
  return { texts: candidates.map(({ text }) => text), from };
}

describe('completion', () => {
  it.each([
    ['kubec', ['kubectl']],
    ['echo a; kubectl desc', ['describe']],
    ['kubectl get n', ['namespaces', 'nodes']],
    ['kubectl get nodes svc-learn-worker', ['svc-learn-worker', 'svc-learn-worker2']],
    ['kubectl get svc my', ['my-service']],
    ['k describe deployment/my', ['deployment/my-app']],
    ['kubectl rollout st', ['status']],
    ['kubectl get pods -n sh', ['shop']],
    ['kubectl -n kube-system get services ', ['kube-dns']],
    ['kubectl get services --namespace=kube-system k', ['kube-dns']],
    ['kubectl get pods -o w', ['wide']],
    ['kubectl get --show-l', ['--show-labels']],
    ['kubectl logs deployment/m', ['deployment/my-app']],
    ['kubectl create -f ser', ['service.yaml']],
    ['cat po', ['pods/']],
    ['cat pods/', ['pods/one.yaml']],
    ['kubectl get pods > se', ['service.yaml']],
    ['kubectl get pods | gre', ['grep']],
    ['kubectl get nothing x', []],
    ['kubectl get pods -l app=my', []],
    ['kubectl exec my-app -- l', []],
    ['cat missing/', []],
    ['', undefined],
  ])('of "%s"', async (line, texts) => {
    const found = await complete(line);
    if (texts) expect(found.texts).toEqual(texts);
    else expect(found.texts).toEqual(expect.arrayContaining(['kubectl', 'curl', 'ls', 'cd', 'awk']));
  });

  it('finds the Pods of a verb that works on Pods, and describes flags and verbs', async () => {
    expect((await complete('kubectl logs my-app-')).texts).toHaveLength(2);
    const { session, terminal, port } = stage;
    const world = { api: port.api, files: session.files, cwd: terminal.cwd(), commands: session.commands() };
    const { candidates, from, to } = await completeLine('kubectl expl', 12, world);
    expect({ from, to }).toEqual({ from: 8, to: 12 });
    expect(candidates).toEqual([{ text: 'explain', description: expect.any(String) }]);
  });

  it('replaces the word at the cursor only', async () => {
    const { session, terminal, port } = stage;
    const world = { api: port.api, files: session.files, cwd: terminal.cwd(), commands: session.commands() };
    const { from, to, candidates } = await completeLine('cat serv | wc', 8, world);
    expect({ from, to, candidates }).toEqual({ from: 4, to: 8, candidates: [{ text: 'service.yaml' }] });
  });
});
