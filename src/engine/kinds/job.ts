import { ageSince, humanDuration } from '../../kube/duration.js';
import { type FieldError, invalid, notSupported, required } from '../../kube/field-error.js';
import { formatLabelSelector } from '../../kube/label-selector.js';
import type { Condition, KubeObject, LabelSelector } from '../../kube/shapes/meta.js';
import type { PodTemplateSpec } from '../../kube/shapes/pod.js';
import { column, defineKind, wideColumn } from './define-kind.js';
import { metadataErrors } from './metadata.js';
import { templateDefaults } from './pod-defaults.js';
import { podSpecErrors, podSpecWarnings } from './pod-validation.js';
import { containerCells, TEMPLATE_COLUMNS } from './workload-cells.js';
import { nonNegative } from './workload-validation.js';

interface JobSpec {
  readonly parallelism?: number;
  readonly completions?: number;
  readonly backoffLimit?: number;
  readonly selector?: LabelSelector;
  readonly manualSelector?: boolean;
  readonly template: PodTemplateSpec;
  readonly completionMode?: string;
  readonly suspend?: boolean;
  readonly podReplacementPolicy?: string;
}

interface Job extends KubeObject {
  readonly spec: JobSpec;
  readonly status?: {
    readonly succeeded?: number;
    readonly startTime?: string;
    readonly completionTime?: string;
    readonly conditions?: readonly Condition[];
  };
}

interface CronJob extends KubeObject {
  readonly spec: {
    readonly schedule?: string;
    readonly timeZone?: string;
    readonly concurrencyPolicy?: string;
    readonly suspend?: boolean;
    readonly jobTemplate: { readonly metadata?: KubeObject['metadata']; readonly spec: JobSpec };
    readonly successfulJobsHistoryLimit?: number;
    readonly failedJobsHistoryLimit?: number;
  };
  readonly status?: { readonly active?: readonly unknown[]; readonly lastScheduleTime?: string };
}

const UID = 'batch.kubernetes.io/controller-uid';
const NAME = 'batch.kubernetes.io/job-name';

export const jobKind = defineKind<Job>({
  group: 'batch',
  kind: 'Job',
  plural: 'jobs',
  categories: ['all'],
  subresources: ['status'],
  defaults: ({ spec, ...job }) => ({ ...job, spec: jobDefaults(spec) }),
  prepareCreate: (job) => ({ ...withSelector(job), status: {} }),
  validateCreate: (job) => [...metadataErrors(job), ...jobErrors(job.spec, 'spec')],
  generation: ({ spec }) => spec,
  columns: [
    column('Name'),
    column('Status'),
    column('Completions'),
    column('Duration'),
    column('Age'),
    ...TEMPLATE_COLUMNS,
  ],
  cells: (job, now) => [
    job.metadata.name ?? '',
    jobStatus(job),
    completions(job),
    duration(job, now),
    ageSince(job.metadata.creationTimestamp, now),
    ...containerCells(job.spec.template),
    formatLabelSelector(job.spec.selector),
  ],
  warnings: ({ spec }) => podSpecWarnings(spec.template.spec, 'spec.template.spec'),
  fields: { 'status.successful': ({ status }) => String(status?.succeeded ?? 0) },
});

export const cronJobKind = defineKind<CronJob>({
  group: 'batch',
  kind: 'CronJob',
  plural: 'cronjobs',
  shortNames: ['cj'],
  categories: ['all'],
  subresources: ['status'],
  defaults: ({ spec, ...job }) => ({
    ...job,
    spec: {
      ...spec,
      concurrencyPolicy: spec?.concurrencyPolicy || 'Allow',
      suspend: spec?.suspend ?? false,
      jobTemplate: {
        ...spec?.jobTemplate,
        spec: { ...spec?.jobTemplate?.spec, template: templateDefaults(spec?.jobTemplate?.spec?.template) },
      },
      successfulJobsHistoryLimit: spec?.successfulJobsHistoryLimit ?? 3,
      failedJobsHistoryLimit: spec?.failedJobsHistoryLimit ?? 1,
    },
  }),
  prepareCreate: (job) => ({ ...job, status: {} }),
  validateCreate: (job) => [
    ...metadataErrors(job),
    ...(job.spec.schedule ? scheduleErrors(job.spec.schedule) : [required('spec.schedule')]),
    ...jobErrors(job.spec.jobTemplate.spec, 'spec.jobTemplate.spec'),
  ],
  generation: ({ spec }) => spec,
  columns: [
    column('Name'),
    column('Schedule'),
    column('Timezone'),
    column('Suspend'),
    column('Active', 'integer'),
    column('Last Schedule'),
    column('Age'),
    wideColumn('Containers'),
    wideColumn('Images'),
    wideColumn('Selector'),
  ],
  cells: ({ metadata, spec, status }, now) => [
    metadata.name ?? '',
    spec.schedule ?? '',
    spec.timeZone ?? '<none>',
    spec.suspend ? 'True' : 'False',
    status?.active?.length ?? 0,
    status?.lastScheduleTime ? ageSince(status.lastScheduleTime, now) : '<none>',
    ageSince(metadata.creationTimestamp, now),
    ...containerCells(spec.jobTemplate.spec.template),
    formatLabelSelector(spec.jobTemplate.spec.selector),
  ],
});

function jobDefaults(spec: JobSpec | undefined): JobSpec {
  const single = spec?.completions === undefined && spec?.parallelism === undefined;
  return {
    ...spec,
    ...(single ? { completions: 1 } : {}),
    parallelism: spec?.parallelism ?? 1,
    backoffLimit: spec?.backoffLimit ?? 6,
    template: templateDefaults(spec?.template),
    completionMode: spec?.completionMode ?? 'NonIndexed',
    suspend: spec?.suspend ?? false,
    manualSelector: spec?.manualSelector ?? false,
    podReplacementPolicy: spec?.podReplacementPolicy ?? 'TerminatingOrFailed',
  };
}

/** Pods of a Job are told apart by the Job's uid unless its author chose a selector. */
function withSelector(job: Job): Job {
  const { metadata, spec } = job;
  if (spec.manualSelector || !metadata.uid) return job;
  const labels = {
    [UID]: metadata.uid,
    [NAME]: metadata.name ?? '',
    'controller-uid': metadata.uid,
    'job-name': metadata.name ?? '',
  };
  const template = {
    ...spec.template,
    metadata: { ...spec.template.metadata, labels: { ...spec.template.metadata?.labels, ...labels } },
  };
  return { ...job, spec: { ...spec, selector: { matchLabels: { [UID]: metadata.uid } }, template } };
}

function jobErrors(spec: JobSpec, path: string): FieldError[] {
  const errors = [
    ...nonNegative(spec.parallelism, `${path}.parallelism`),
    ...nonNegative(spec.completions, `${path}.completions`),
    ...nonNegative(spec.backoffLimit, `${path}.backoffLimit`),
    ...podSpecErrors(spec.template.spec, `${path}.template.spec`),
  ];
  const policy = spec.template.spec.restartPolicy;
  if (policy !== 'OnFailure' && policy !== 'Never') {
    const at = `${path}.template.spec.restartPolicy`;
    if (policy === 'Always') errors.push({ ...notSupported(at, policy, ['OnFailure', 'Never']), type: 'NotSupported' });
    else errors.push(required(at, 'valid values: "OnFailure", "Never"'));
  }
  return errors;
}

function scheduleErrors(schedule: string): FieldError[] {
  const fields = schedule.trim().split(/\s+/);
  if (schedule.startsWith('@') || fields.length === 5) return [];
  return [
    invalid('spec.schedule', schedule, `expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`),
  ];
}

function jobStatus({ metadata, spec, status }: Job): string {
  const has = (type: string) => status?.conditions?.some((one) => one.type === type && one.status === 'True');
  if (has('Complete')) return 'Complete';
  if (has('Failed')) return 'Failed';
  if (metadata.deletionTimestamp) return 'Terminating';
  if (has('Suspended') || spec.suspend) return 'Suspended';
  return has('FailureTarget') ? 'FailureTarget' : has('SuccessCriteriaMet') ? 'SuccessCriteriaMet' : 'Running';
}

function completions({ spec, status }: Job): string {
  const done = status?.succeeded ?? 0;
  if (spec.completions !== undefined) return `${done}/${spec.completions}`;
  const parallel = spec.parallelism ?? 0;
  return parallel > 1 ? `${done}/1 of ${parallel}` : `${done}/1`;
}

function duration({ status }: Job, now: number): string {
  if (!status?.startTime) return '';
  const end = status.completionTime ? Date.parse(status.completionTime) : now;
  return humanDuration(end - Date.parse(status.startTime));
}
