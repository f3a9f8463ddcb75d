import type { BranchState } from '../../model/sales-activity/branch.ts';
import { SALES_ACTIVITY_KINDS, type SalesActivityKind } from '../../model/sales-activity/kinds.ts';
import { type Result, result, rounded } from '../result.ts';
import { type Logging, ONE_EACH, startActivityWorker, startLogging } from '../rig/logging.ts';
import type { Rig } from '../rig/rig.ts';
import { until } from '../rig/until.ts';

const MOST = 1.2;
const PER_MARKETO_CALL = 300;
const PER_SALESFORCE_CALL = 200;
const LOOK_EVERY_MS = 1_000;
/** Their workflows may still have to be started. */
const OVER: ReadonlySet<BranchState> = new Set(['done', 'skipped']);
const ADD_ACTIVITIES = 'POST /rest/v1/activities/external.json';

/** Calls for a burst of activities given at once, as the simulators counted them; every one of both vendors. */
export async function burst(rig: Rig): Promise<Result[]> {
  const count = rig.options.quick ? 1_000 : 10_000;
  rig.say(`burst: ${count} activities at once, sends and calls, then all kinds`);
  return [
    await burstOf(rig, { name: 'one', what: 'sends and sales calls', kinds: ONE_EACH, count }),
    await burstOf(rig, { name: 'all', what: 'all kinds in turn', kinds: SALES_ACTIVITY_KINDS, count }),
  ];
}

interface Burst {
  name: string;
  what: string;
  kinds: readonly SalesActivityKind[];
  count: number;
}

async function burstOf(rig: Rig, { name, what, kinds, count }: Burst): Promise<Result> {
  const logging = await startLogging(rig);
  const stopWorker = await startActivityWorker(logging, rig);
  const { client, store } = logging;
  const lines = logging.lines(name, count, kinds);
  const before = await callsOf(logging);
  const startedAt = performance.now();
  await client.activities.log(lines);
  const stored = performance.now();
  const sent = async () => (await store.salesActivities.counts()).every(({ state }) => OVER.has(state));
  await until('the end of the burst', 60_000 + count * 100, sent, LOOK_EVERY_MS);
  const seconds = (performance.now() - startedAt) / 1_000;
  const after = await callsOf(logging);
  await logging.check(lines);
  await stopWorker();
  await logging.stop();
  const marketo = after.marketo - before.marketo;
  const salesforce = after.salesforce - before.salesforce;
  const reads = after.reads - before.reads;
  const least = Math.ceil(count / PER_MARKETO_CALL) + Math.ceil(count / PER_SALESFORCE_CALL);
  return result({
    mark: 'burst',
    what: `writing calls of ${count} activities at once, ${what}, of ${least}`,
    measured: `${marketo} to Marketo, ${salesforce} to Salesforce`,
    ratio: (marketo + salesforce) / least,
    needs: { atMost: MOST },
    details: {
      count,
      marketo,
      salesforce,
      reads,
      secondsOfIntake: rounded((stored - startedAt) / 1_000, 1),
      seconds: rounded(seconds, 1),
    },
  });
}

type Counted = Record<'marketo' | 'salesforce' | 'reads', number>;

/** Writing calls of each vendor; and the reads of both, but for tokens. */
async function callsOf({ marketo, salesforce }: Logging): Promise<Counted> {
  const [one, other] = await Promise.all([marketo.statistics(), salesforce.statistics()]);
  const sum = ({ endpoints }: { endpoints: Record<string, number> }, counts: (endpoint: string) => boolean) =>
    Object.entries(endpoints).reduce((all, [endpoint, calls]) => (counts(endpoint) ? all + calls : all), 0);
  const isRead = (endpoint: string) => endpoint.startsWith('GET ');
  return {
    marketo: sum(one, (endpoint) => endpoint === ADD_ACTIVITIES),
    // Nothing else writes there.
    salesforce: sum(other, (endpoint) => /^(POST|PATCH) /.test(endpoint)),
    reads: sum(one, isRead) + sum(other, isRead),
  };
}
