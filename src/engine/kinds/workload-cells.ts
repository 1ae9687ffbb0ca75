import type { Container, PodTemplateSpec } from '../../kube/shapes/pod.js';
import { wideColumn } from './define-kind.js';

export const TEMPLATE_COLUMNS = [wideColumn('Containers'), wideColumn('Images'), wideColumn('Selector')];

/** Names and images of a template's containers, each as one cell. */
export function containerCells(template: PodTemplateSpec | undefined): readonly [string, string] {
  const containers: readonly Container[] = template?.spec?.containers ?? [];
  return [containers.map(({ name }) => name).join(','), containers.map(({ image }) => image ?? '').join(',')];
}
