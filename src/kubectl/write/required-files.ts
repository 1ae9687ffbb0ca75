import { matchesLabels } from '../../kube/label-selector.js';
import type { Call } from '../command/command.js';
import { CommandError, usageError } from '../failures.js';
import type { LiveTarget } from '../resource/targets.js';
import { parsedSelector } from './pairs.js';

/** Throws CommandError when neither `-f` nor `-k` is there. */
export function requireFiles({ flags, args, path }: Call): void {
  const hasFiles = flags.list('filename').length > 0;
  const directory = flags.string('kustomize');
  if (args.length > 0 && path !== 'kubectl replace') {
    throw usageError(path, `Unexpected args: [${args.join(' ')}]`);
  }
  if (!hasFiles && directory === '') throw new CommandError('must specify one of -f and -k');
  if (hasFiles && directory !== '') throw new CommandError('only one of -f or -k can be specified');
}

/** Objects of files whose labels the selector takes. */
export function matchingSelector(targets: readonly LiveTarget[], selector: string): readonly LiveTarget[] {
  if (selector === '') return targets;
  const requirements = parsedSelector(selector);
  return targets.filter(({ object }) => matchesLabels(requirements, object.metadata.labels ?? {}));
}
