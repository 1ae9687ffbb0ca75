import type { Volume } from '../../kube/shapes/pod.js';

/** Which objects a Pod's volume is made from. */
export function sourcesOf(volume: Volume, namespace: string): readonly string[] {
  const { configMap, secret, projected } = volume as Sources;
  const parts = [{ configMap, secret: secret && { name: secret.secretName } }, ...(projected?.sources ?? [])];
  return parts.flatMap((part) => [
    ...(part.configMap?.name === undefined ? [] : [`configMap ${namespace}/${part.configMap.name}`]),
    ...(part.secret?.name === undefined ? [] : [`secret ${namespace}/${part.secret.name}`]),
  ]);
}

interface Named {
  readonly name?: string | undefined;
}

interface Sources {
  readonly configMap?: Named;
  readonly secret?: { readonly secretName?: string };
  readonly projected?: { readonly sources?: readonly { readonly configMap?: Named; readonly secret?: Named }[] };
}
