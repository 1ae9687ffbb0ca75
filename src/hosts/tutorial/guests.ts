import type { ApiRequest, ApiResponse } from '../../kube/api.js';
import { parseResourcePath } from '../../kube/resource-path.js';
import { courseWords } from '../../words/course.js';
import type { Lang } from '../../words/sentence.js';
import type { RunningParts } from './running-parts.js';
import type { Moment } from './tutorial.js';
import type { Act } from './undo-stack.js';

export interface Guests {
  around(request: ApiRequest, work: () => ApiResponse): ApiResponse;
}

/** What programs outside of the screen do to the lesson's world: each of their commands is told, and is one step of undo. */
export function createGuests({ options, played, travel, tell, saveSoon }: RunningParts): Guests {
  let last: { readonly session: string; readonly act: Act<Moment> } | undefined;
  return {
    around(request, work) {
      const visit = visitOf(request);
      if (visit === undefined) return work();
      const text = courseWords.outsideDid[options.lang](visit.command, visit.target);
      const goesOn = last !== undefined && last.session === visit.session && last.act === travel().newest();
      const before = goesOn ? undefined : played().moment(text);
      const response = work();
      if (response.status >= 300) return response;
      if (before) {
        travel().remember(before);
        saveSoon();
        const act = travel().newest();
        last = visit.session === undefined || !act ? undefined : { session: visit.session, act };
      }
      tell(text);
      return response;
    },
  };
}

interface Visit {
  /** `kubectl apply`, or the name of another program. */
  readonly command: string;
  /** `services/web` */
  readonly target: string;
  /** kubectl names each of its runs. */
  readonly session: string | undefined;
}

/** What a request of a program outside will do, told in one line; `undefined` when the world stays as it is. */
export function visitText(request: ApiRequest, lang: Lang): string | undefined {
  const visit = visitOf(request);
  return visit && courseWords.outsideDid[lang](visit.command, visit.target);
}

/** What is asked but never kept. */
const REVIEWS: ReadonlySet<string> = new Set(['authorization.k8s.io', 'authentication.k8s.io']);

/** `undefined` when the world stays as it is. */
function visitOf({ method, path, query = {}, headers = {}, body }: ApiRequest): Visit | undefined {
  const place = parseResourcePath(path);
  if (place === undefined || REVIEWS.has(place.group) || place.subresource === 'token') return undefined;
  const isProgram = place.subresource === 'exec' || place.subresource === 'attach';
  if ((method === 'GET' && !isProgram) || (query['dryRun'] ?? '') !== '') return undefined;
  const name = place.name ?? (body as { metadata?: { name?: string } } | undefined)?.metadata?.name;
  return {
    command: headers['kubectl-command'] ?? /^[^/ ]*/.exec(headers['user-agent'] ?? '')?.[0] ?? '',
    target: [place.resource, name, place.subresource].filter((part) => part !== undefined).join('/'),
    session: headers['kubectl-session'],
  };
}
