import { kindWithGroup } from '../../client/resource-mapper.js';
import { parseGroupVersion } from '../../kube/resource-path.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { ObjectPrinter } from './format.js';

/** `service/web`, or with an operation `service/web created`. Lists print their items. */
export function namePrinter(operation?: string): ObjectPrinter {
  const print = (object: KubeObject): string => {
    const items = (object as { items?: readonly KubeObject[] }).items;
    if (Array.isArray(items)) return items.map(print).join('');
    return `${objectName(object)}${operation ? ` ${operation}` : ''}\n`;
  };
  return { print };
}

/** `deployment.apps/web`. */
export function objectName({ apiVersion, kind, metadata }: KubeObject): string {
  const { group } = parseGroupVersion(apiVersion ?? '');
  return `${kind ? `${kindWithGroup({ kind, group })}/` : '<unknown>/'}${metadata?.name || '<unknown>'}`;
}
