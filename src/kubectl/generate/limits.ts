/** `create quota|poddisruptionbudget|priorityclass`. */
import { canonicalQuantity, parseQuantity } from '../../kube/quantity.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import { CommandError } from '../failures.js';
import { selectorObject } from '../write/pairs.js';
import { generatorCommand } from './generator.js';

export const createQuotaCommand = generatorCommand({
  name: 'quota',
  aliases: ['resourcequota'],
  short: 'Create a quota with the specified name.',
  usage: 'NAME [--hard=key1=value1,key2=value2] [--scopes=Scope1,Scope2]',
  resource: 'resourcequotas',
  task: 'create quota',
  flags: [
    { name: 'hard', type: 'string', usage: 'Limits as KEY=VALUE, with commas between.' },
    { name: 'scopes', type: 'string', usage: 'Scopes, with commas between.' },
  ],
  make({ flags }, name) {
    const pairs = flags
      .string('hard')
      .split(',')
      .filter((part) => part !== '');
    const hard = pairs.map((part) => {
      const [key = '', value] = part.split('=');
      if (value === undefined) throw new CommandError(`Invalid argument syntax ${part}, expected <resource>=<value>`);
      if (!parseQuantity(value)) {
        throw new CommandError(
          "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
        );
      }
      return [key, canonicalQuantity(value)] as const;
    });
    const scopes = flags
      .string('scopes')
      .split(',')
      .filter((part) => part !== '');
    const spec = {
      ...(hard.length > 0 ? { hard: Object.fromEntries([...hard].sort(([a], [b]) => (a < b ? -1 : 1))) } : {}),
      ...(scopes.length > 0 ? { scopes } : {}),
    };
    return { kind: 'ResourceQuota', apiVersion: 'v1', metadata: { name }, spec, status: {} } as KubeObject;
  },
});

export const createPodDisruptionBudgetCommand = generatorCommand({
  name: 'poddisruptionbudget',
  aliases: ['pdb'],
  short: 'Create a pod disruption budget with the specified name.',
  usage: 'NAME --selector=SELECTOR --min-available=N',
  resource: 'poddisruptionbudgets',
  task: 'create poddisruptionbudgets',
  flags: [
    { name: 'min-available', type: 'string', usage: 'Pods that must stay.' },
    { name: 'max-unavailable', type: 'string', usage: 'Pods that may go.' },
    { name: 'selector', type: 'string', usage: 'Pods that the budget is about.' },
  ],
  make({ flags }, name) {
    const [least, most] = [flags.string('min-available'), flags.string('max-unavailable')];
    const selector = flags.string('selector');
    if (selector === '') throw new CommandError('a selector must be specified');
    if (least === '' && most === '')
      throw new CommandError('one of min-available or max-unavailable must be specified');
    if (least !== '' && most !== '') {
      throw new CommandError('min-available and max-unavailable cannot be both specified');
    }
    const figure = (flag: string) => {
      const text = flags.string(flag);
      if (!/^\d+%?$/.test(text)) throw new CommandError(`invalid format specified for ${flag}`);
      return text.endsWith('%') ? text : Number(text);
    };
    const spec = {
      ...(least === '' ? {} : { minAvailable: figure('min-available') }),
      selector: selectorObject(selector),
      ...(most === '' ? {} : { maxUnavailable: figure('max-unavailable') }),
    };
    const status = { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 };
    return { kind: 'PodDisruptionBudget', apiVersion: 'policy/v1', metadata: { name }, spec, status } as KubeObject;
  },
});

export const createPriorityClassCommand = generatorCommand({
  name: 'priorityclass',
  aliases: ['pc'],
  short: 'Create a priority class with the specified name.',
  usage: 'NAME --value=VALUE --global-default=BOOL',
  resource: 'priorityclasses',
  isClusterScoped: true,
  task: 'create priorityclass',
  flags: [
    { name: 'value', type: 'int32', default: '0', usage: 'Value of the class.' },
    { name: 'global-default', type: 'bool', default: 'false', usage: 'Take it for pods without a class.' },
    { name: 'description', type: 'string', usage: 'When to use the class.' },
    { name: 'preemption-policy', type: 'string', default: 'PreemptLowerPriority', usage: 'Preemption policy.' },
  ],
  make({ flags }, name) {
    const description = flags.string('description');
    return {
      kind: 'PriorityClass',
      apiVersion: 'scheduling.k8s.io/v1',
      metadata: { name },
      value: flags.int('value'),
      ...(flags.bool('global-default') ? { globalDefault: true } : {}),
      ...(description === '' ? {} : { description }),
      preemptionPolicy: flags.string('preemption-policy'),
    } as KubeObject;
  },
});
