import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** Where a server is and, when it is locked, what lets one in. */
export interface ServerDoor {
  readonly url: string;
  readonly lock?: { readonly certificate: string; readonly token: string };
}

/** Writes a kubeconfig that appears whole; returns what removes it, as long as it is still this one. Throws what the file system throws. */
export function writeKubeconfig(path: string, door: ServerDoor): () => void {
  const text = kubeconfigText(door);
  writeFileSync(`${path}.new`, text, { mode: 0o600 });
  renameSync(`${path}.new`, path);
  return () => {
    if (textOf(path) === text) rmSync(path, { force: true });
  };
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Names as a cluster made by kubeadm gives them. */
function kubeconfigText({ url, lock }: ServerDoor): string {
  const authority = lock ? `    certificate-authority-data: ${Buffer.from(lock.certificate).toString('base64')}\n` : '';
  const user = lock ? `\n    token: ${lock.token}` : ' {}';
  return `apiVersion: v1
clusters:
- cluster:
${authority}    server: ${url}
  name: kubernetes
contexts:
- context:
    cluster: kubernetes
    namespace: default
    user: kubernetes-admin
  name: kubernetes-admin@kubernetes
current-context: kubernetes-admin@kubernetes
kind: Config
users:
- name: kubernetes-admin
  user:${user}
`;
}
