import { ageSince } from '../../kube/duration.js';
import { type FieldError, invalid } from '../../kube/field-error.js';
import type { Event } from '../../kube/shapes/core.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import { column, defineKind, wideColumn } from './define-kind.js';
import type { KindVersion } from './kind.js';
import { metadataErrors } from './metadata.js';

export const eventKind = defineKind<Event>({
  kind: 'Event',
  plural: 'events',
  shortNames: ['ev'],
  createOnUpdate: true,
  defaults: (event) => (event.involvedObject ? event : { ...event, involvedObject: {} }),
  validateCreate: eventErrors,
  columns: [
    column('Last Seen'),
    column('Type'),
    column('Reason'),
    column('Object'),
    wideColumn('Subobject'),
    wideColumn('Source'),
    column('Message'),
    wideColumn('First Seen'),
    wideColumn('Count', 'integer'),
    { ...wideColumn('Name'), format: 'name' },
  ],
  cells: eventCells,
  versions: [eventsV1()],
  fields: {
    'involvedObject.kind': ({ involvedObject }) => involvedObject.kind ?? '',
    'involvedObject.namespace': ({ involvedObject }) => involvedObject.namespace ?? '',
    'involvedObject.name': ({ involvedObject }) => involvedObject.name ?? '',
    'involvedObject.uid': ({ involvedObject }) => involvedObject.uid ?? '',
    'involvedObject.apiVersion': ({ involvedObject }) => involvedObject.apiVersion ?? '',
    'involvedObject.resourceVersion': ({ involvedObject }) => involvedObject.resourceVersion ?? '',
    'involvedObject.fieldPath': ({ involvedObject }) => involvedObject.fieldPath ?? '',
    reason: ({ reason }) => reason ?? '',
    reportingComponent: ({ reportingComponent }) => reportingComponent ?? '',
    source: ({ source, reportingComponent }) => source?.component || (reportingComponent ?? ''),
    type: ({ type }) => type ?? '',
  },
});

/** The newer API's words for the same fields. */
function eventsV1(): KindVersion {
  return {
    group: 'events.k8s.io',
    version: 'v1',
    toStored: (object) => renamed(object, NEW_NAMES),
    fromStored: (object) => renamed(object, OLD_NAMES),
    fields: {
      'regarding.kind': (event) => (event as Event).involvedObject.kind ?? '',
      'regarding.name': (event) => (event as Event).involvedObject.name ?? '',
      'regarding.namespace': (event) => (event as Event).involvedObject.namespace ?? '',
      'regarding.uid': (event) => (event as Event).involvedObject.uid ?? '',
      reason: (event) => (event as Event).reason ?? '',
      reportingController: (event) => (event as Event).reportingComponent ?? '',
      type: (event) => (event as Event).type ?? '',
    },
  };
}

const NEW_NAMES: Readonly<Record<string, string>> = {
  regarding: 'involvedObject',
  note: 'message',
  reportingController: 'reportingComponent',
  deprecatedSource: 'source',
  deprecatedFirstTimestamp: 'firstTimestamp',
  deprecatedLastTimestamp: 'lastTimestamp',
  deprecatedCount: 'count',
};

const OLD_NAMES = Object.fromEntries(Object.entries(NEW_NAMES).map(([name, old]) => [old, name]));

function renamed(object: KubeObject, names: Readonly<Record<string, string>>): KubeObject {
  const entries = Object.entries(object).map(([name, value]) => [names[name] ?? name, value]);
  return Object.fromEntries(entries) as KubeObject;
}

function eventErrors(event: Event): FieldError[] {
  const errors = metadataErrors(event);
  const { namespace } = event.metadata;
  const about = event.involvedObject.namespace ?? '';
  if (about === '' ? namespace !== 'default' && namespace !== 'kube-system' : about !== namespace) {
    errors.push(invalid('involvedObject.namespace', about, 'does not match event.namespace'));
  }
  return errors;
}

type Series = { readonly series?: { readonly count?: number; readonly lastObservedTime?: string } };

function eventCells(event: Event & Series, now: number): readonly (string | number)[] {
  const { involvedObject, series } = event;
  const first = event.firstTimestamp || event.eventTime;
  const last = series ? series.lastObservedTime : event.lastTimestamp || first;
  const kind = (involvedObject.kind ?? '').toLowerCase();
  return [
    ageSince(last, now),
    event.type ?? '',
    event.reason ?? '',
    involvedObject.name ? `${kind}/${involvedObject.name}` : kind,
    involvedObject.fieldPath ?? '',
    sourceText(event),
    (event.message ?? '').trim(),
    ageSince(first, now),
    series?.count ?? (event.count || 1),
    event.metadata.name ?? '',
  ];
}

function sourceText({ source, reportingComponent, reportingInstance }: Event): string {
  const component = source?.component || reportingComponent || '';
  const instance = source?.component ? source.host : reportingInstance;
  return instance ? `${component}, ${instance}` : component;
}
