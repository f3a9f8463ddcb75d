import { hashText } from '../../../lib/random.ts';
import type { Job } from '../../bulk/job.ts';
import type { JobKind, Plan } from '../../bulk/plan.ts';
import type { Answer, Bare, Call, Route } from '../../http/call.ts';
import { ApiError } from '../../http/errors.ts';
import type { InstanceState } from '../../instance/state.ts';
import { batchSize, readToken, writeToken } from '../paging.ts';
import { activityPlan } from './activity-plan.ts';
import { leadPlan } from './lead-plan.ts';

/** One of the two kinds of export: their endpoints differ by path, permission and what can be asked for only. */
interface Kind {
  readonly name: JobKind;
  readonly permissions: readonly string[];
  readonly plan: (state: InstanceState, body: unknown) => Plan;
}

const KINDS: readonly Kind[] = [
  { name: 'leads', permissions: ['Read-Only Lead', 'Read-Write Lead'], plan: leadPlan },
  { name: 'activities', permissions: ['Read-Only Activity', 'Read-Write Activity'], plan: activityPlan },
];

const NOT_FOUND: Bare = { status: 404, text: 'Export file not found' };
/** The list's filter takes any spelling (6.1). */
const spelled = (status: string): string => status.toLowerCase().replace('canceled', 'cancelled');

function demandJob({ instance, client, args }: Call, kind: JobKind): Job {
  const job = instance.bulk.find(kind, client.userId, args[0] ?? '');
  if (job === undefined) throw new ApiError(instance.switches.unknownJobCode, 'Export job not found');
  return job;
}

const shown = ({ instance }: Call, job: Job): Answer => ({ result: [instance.bulk.shown(job)] });

function create(call: Call, { name, plan }: Kind): Answer {
  const { instance, client, body } = call;
  return shown(call, instance.bulk.create(name, client.userId, plan(instance.state, body)));
}

function enqueue(call: Call, { name }: Kind): Answer {
  const job = demandJob(call, name);
  call.instance.bulk.enqueue(job, call.client.clientId);
  return shown(call, job);
}

function cancel(call: Call, { name }: Kind): Answer {
  const job = demandJob(call, name);
  call.instance.bulk.cancel(job);
  return shown(call, job);
}

function file({ instance, client, args }: Call, { name }: Kind): Bare {
  const job = instance.bulk.find(name, client.userId, args[0] ?? '');
  const found = job === undefined ? undefined : instance.bulk.fileOf(job);
  return found === undefined ? NOT_FOUND : { file: found };
}

function list({ instance, client, params }: Call, { name }: Kind): Answer {
  const statuses = new Set(params.list('status').map(spelled));
  const query = hashText(`${name}:${[...statuses].sort().join()}`);
  const given = params.get('nextPageToken');
  const after = given === undefined ? 0 : readToken(instance, given, ['exports'], query).position;
  const size = batchSize(instance, params.get('batchSize'));
  const rest = instance.bulk
    .list(name, client.userId)
    .filter(({ n }) => n > after)
    .map((job) => ({ n: job.n, shown: instance.bulk.shown(job) }))
    .filter((job) => statuses.size === 0 || statuses.has(spelled(String(job.shown.status))));
  const page = rest.slice(0, size);
  const result = page.map((job) => job.shown);
  if (page.length === rest.length) return { result };
  const position = page.at(-1)?.n ?? after;
  return {
    result,
    nextPageToken: writeToken(instance, { kind: 'exports', since: 0, position, date: 0, hop: 0, query }),
  };
}

const OPERATIONS: readonly (readonly [
  method: Route['method'],
  path: string,
  handle: (call: Call, kind: Kind) => Answer | Bare,
])[] = [
  ['GET', 'export.json', list],
  ['POST', 'export/create.json', create],
  ['POST', 'export/{}/enqueue.json', enqueue],
  ['GET', 'export/{}/status.json', (call, { name }) => shown(call, demandJob(call, name))],
  ['GET', 'export/{}/file.json', file],
  ['POST', 'export/{}/cancel.json', cancel],
];

/** Bulk extract of people and of activities (6.1 to 6.5). */
export const bulkRoutes: readonly Route[] = KINDS.flatMap((kind) =>
  OPERATIONS.map(
    ([method, path, handle]): Route => ({
      method,
      path: `/bulk/v1/${kind.name}/${path}`,
      class: handle === file ? 'bulkFile' : 'bulk',
      permissions: kind.permissions,
      handle: (call) => handle(call, kind),
    }),
  ),
);
