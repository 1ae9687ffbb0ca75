/** Job and CronJob. */
import { humanDuration } from '../../kube/duration.js';
import { formatLabelSelector } from '../../kube/label-selector.js';
import type { KubeObject, LabelSelector } from '../../kube/shapes/meta.js';
import type { PodTemplateSpec } from '../../kube/shapes/pod.js';
import { annotationsBlock, controllerOf, longTime, pairsBlock } from './common.js';
import { type DescribeContext, eventsBlock } from './events.js';
import type { Page } from './page.js';
import { templateBlock } from './workloads.js';

interface JobSpec {
  readonly selector?: LabelSelector;
  readonly parallelism?: number;
  readonly completions?: number;
  readonly completionMode?: string;
  readonly suspend?: boolean;
  readonly backoffLimit?: number;
  readonly ttlSecondsAfterFinished?: number;
  readonly activeDeadlineSeconds?: number;
  readonly template: PodTemplateSpec;
}

interface Job extends KubeObject {
  readonly spec: JobSpec;
  readonly status?: {
    readonly active?: number;
    readonly ready?: number;
    readonly succeeded?: number;
    readonly failed?: number;
    readonly startTime?: string;
    readonly completionTime?: string;
    readonly completedIndexes?: string;
  };
}

export async function describeJob(page: Page, job: Job, context: DescribeContext): Promise<void> {
  const { metadata, spec } = job;
  page.line('Name:', metadata.name ?? '');
  page.line('Namespace:', metadata.namespace ?? '');
  if (spec.selector) page.line('Selector:', formatLabelSelector(spec.selector));
  pairsBlock(page, 'Labels', metadata.labels);
  annotationsBlock(page, 'Annotations', metadata.annotations);
  const controller = controllerOf(job);
  if (controller !== undefined) page.line('Controlled By:', controller);
  page.line('Parallelism:', spec.parallelism ?? '<unset>');
  page.line('Completions:', spec.completions ?? '<unset>');
  page.line('Completion Mode:', spec.completionMode ?? '<unset>');
  page.line('Suspend:', spec.suspend ?? '<unset>');
  page.line('Backoff Limit:', spec.backoffLimit ?? '<unset>');
  if (spec.ttlSecondsAfterFinished !== undefined) {
    page.line('TTL Seconds After Finished:', spec.ttlSecondsAfterFinished);
  }
  times(page, job);
  if (spec.activeDeadlineSeconds !== undefined) {
    page.line('Active Deadline Seconds:', `${spec.activeDeadlineSeconds}s`);
  }
  statuses(page, job);
  templateBlock(page, spec.template);
  await eventsBlock(page, job, context);
}

function times(page: Page, { status }: Job): void {
  const { startTime, completionTime } = status ?? {};
  if (startTime) page.line('Start Time:', longTime(startTime));
  if (completionTime) page.line('Completed At:', longTime(completionTime));
  if (startTime && completionTime) {
    page.line('Duration:', humanDuration(Date.parse(completionTime) - Date.parse(startTime)));
  }
}

/** As many completed indexes as one line shows. */
const MAX_INDEXES = 50;

function statuses(page: Page, { spec, status = {} }: Job): void {
  const { active = 0, ready, succeeded = 0, failed = 0, completedIndexes = '' } = status;
  const readyText = ready === undefined ? '' : ` (${ready} Ready)`;
  page.line('Pods Statuses:', `${active} Active${readyText} / ${succeeded} Succeeded / ${failed} Failed`);
  if (spec.completionMode !== 'Indexed') return;
  const shown = completedIndexes
    .slice(0, MAX_INDEXES)
    .replace(/,[^,]*$/, completedIndexes.length > MAX_INDEXES ? ',...' : '$&');
  page.line('Completed Indexes:', shown === '' ? '<none>' : shown);
}

interface CronJob extends KubeObject {
  readonly spec: {
    readonly schedule: string;
    readonly timeZone?: string;
    readonly concurrencyPolicy?: string;
    readonly suspend?: boolean;
    readonly successfulJobsHistoryLimit?: number;
    readonly failedJobsHistoryLimit?: number;
    readonly startingDeadlineSeconds?: number;
    readonly jobTemplate: { readonly spec: JobSpec };
  };
  readonly status?: { readonly lastScheduleTime?: string; readonly active?: readonly { readonly name: string }[] };
}

export async function describeCronJob(page: Page, cronJob: CronJob, context: DescribeContext): Promise<void> {
  const { metadata, spec, status = {} } = cronJob;
  const job = spec.jobTemplate.spec;
  page.line('Name:', metadata.name ?? '');
  page.line('Namespace:', metadata.namespace ?? '');
  pairsBlock(page, 'Labels', metadata.labels);
  annotationsBlock(page, 'Annotations', metadata.annotations);
  page.line('Schedule:', spec.schedule);
  page.line('Concurrency Policy:', spec.concurrencyPolicy ?? '');
  page.line('Suspend:', spec.suspend === undefined ? '<unset>' : spec.suspend ? 'True' : 'False');
  page.line('Time Zone:', spec.timeZone ?? '<unset>');
  page.line('Successful Job History Limit:', spec.successfulJobsHistoryLimit ?? '<unset>');
  page.line('Failed Job History Limit:', spec.failedJobsHistoryLimit ?? '<unset>');
  const deadline = spec.startingDeadlineSeconds;
  page.line('Starting Deadline Seconds:', deadline === undefined ? '<unset>' : `${deadline}s`);
  page.line('Selector:', job.selector ? formatLabelSelector(job.selector) : '<unset>');
  page.line('Parallelism:', job.parallelism ?? '<unset>');
  page.line('Completions:', job.completions ?? '<unset>');
  if (job.activeDeadlineSeconds !== undefined) page.line('Active Deadline Seconds:', `${job.activeDeadlineSeconds}s`);
  templateBlock(page, job.template);
  page.line('Last Schedule Time:', status.lastScheduleTime ? longTime(status.lastScheduleTime) : '<unset>');
  page.line('Active Jobs:', status.active?.length ? status.active.map(({ name }) => name).join(', ') : '<none>');
  await eventsBlock(page, cronJob, context);
}
