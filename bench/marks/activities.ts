import { MongoClient } from 'mongodb';
import { PERSON_UNKNOWN } from '../../model/sales-activity/branch.ts';
import { VENDORS } from '../../model/sales-activity/kinds.ts';
import { startBare } from '../bare/run.ts';
import { median, type Result, result, rounded } from '../result.ts';
import { type Line, type Logging, ONE_EACH, startActivityWorker, startLogging } from '../rig/logging.ts';
import type { Rig } from '../rig/rig.ts';
import { until } from '../rig/until.ts';
import { countEnded, historyLengths } from '../rig/workflows.ts';

const OF_BARE = 0.6;
const MOST_EVENTS = 20;
const MOST_EVENTS_PARKED = 30;
const PARKED = 100;
const TYPE = 'logSalesActivity';
/** A local Temporal answers ten counts a second. */
const LOOK_EVERY_MS = 250;

/**
 * Sales activities to both vendors, from the client's call to the last workflow's end, beside workflows of two
 * activities that each update one document. Runs alternate, on the same servers, each by one worker.
 */
export async function activities(rig: Rig): Promise<Result[]> {
  const { quick } = rig.options;
  const [rounds, count] = quick ? [1, 200] : [3, 1_000];
  rig.say(`activities: ${rounds} pairs of runs of ${count} after one that warms up`);
  const logging = await startLogging(rig);
  const bare = await startBare(rig, logging.dbName);
  const stopWorker = await startActivityWorker(logging, rig);
  await logToEnd(rig, logging, logging.lines('warm', 100, ONE_EACH));
  await bare.run('warm', 100);
  const ours: number[] = [];
  const bares: number[] = [];
  const all: Line[] = [];
  for (let round = 0; round < rounds; round++) {
    const lines = logging.lines(`round-${round}`, count, ONE_EACH);
    ours.push(count / (await logToEnd(rig, logging, lines)));
    bares.push(count / (await bare.run(`round-${round}`, count)));
    rig.say(`activities: ${rounded(ours.at(-1) ?? 0, 1)}/s, bare ${rounded(bares.at(-1) ?? 0, 1)}/s`);
    all.push(...lines);
  }
  await logging.check(all);
  const events = await historyLengths(rig.temporal, logging.taskQueue, TYPE);
  const bareEvents = await historyLengths(rig.temporal, bare.taskQueue, 'bareWorkflow');
  await bare.stop();
  const parked = await parkedEvents(rig, logging);
  await stopWorker();
  await logging.stop();

  const ratios = ours.map((rate, round) => rate / (bares[round] ?? Number.NaN));
  const rates = (of: readonly number[]) => of.map((rate) => rounded(rate, 1));
  return [
    result({
      mark: 'activities',
      what: `activities/s to both vendors, of bare workflows of two activities`,
      measured: `${rounded(median(ours), 1)} of ${rounded(median(bares), 1)} activities/s`,
      ratio: median(ratios),
      needs: { atLeast: OF_BARE },
      details: { count, ratios: ratios.map((one) => rounded(one, 3)), ours: rates(ours), bare: rates(bares) },
    }),
    eventsRow('events of an activity to both vendors', events, MOST_EVENTS, { bare: Math.max(...bareEvents) }),
    eventsRow('events of an activity that waited once', parked, MOST_EVENTS_PARKED),
  ];
}

/** @returns seconds */
async function logToEnd({ temporal }: Rig, { client, taskQueue }: Logging, lines: readonly Line[]): Promise<number> {
  const before = await countEnded(temporal, taskQueue, TYPE);
  const startedAt = performance.now();
  const results = await client.activities.log(lines);
  if (results.some(({ result: one }) => one !== 'accepted')) throw new Error('an activity was not accepted');
  const ended = async () => (await countEnded(temporal, taskQueue, TYPE)) - before >= lines.length;
  await until('the end of all workflows', 60_000 + lines.length * 100, ended, LOOK_EVERY_MS);
  return (performance.now() - startedAt) / 1_000;
}

/** Histories of activities that wait for a person who comes later. */
async function parkedEvents(rig: Rig, logging: Logging): Promise<number[]> {
  const { temporal, stack } = rig;
  const { store, client, taskQueue, dbName } = logging;
  const lines = logging.lines('parked', PARKED, ONE_EACH);
  const ids = [...new Set(lines.map(({ personId }) => Number(personId)))];
  const mongo = await MongoClient.connect(stack.mongo.uri);
  try {
    const people = mongo.db(dbName).collection<{ _id: number }>('people');
    const away = await people.find({ _id: { $in: ids } }).toArray();
    await people.deleteMany({ _id: { $in: ids } });
    const before = await countEnded(temporal, taskQueue, TYPE);
    await client.activities.log(lines);
    await client.activities.started();
    await until('all waiting', 60_000, async () => {
      const waiting = await store.salesActivities.list({ state: 'parked', reason: PERSON_UNKNOWN }, '', PARKED * 2);
      return waiting.length === lines.length * VENDORS.length;
    });
    await people.insertMany(away);
    const ended = async () => (await countEnded(temporal, taskQueue, TYPE)) - before >= lines.length;
    await until('the end of those that waited', 120_000, ended, LOOK_EVERY_MS);
  } finally {
    await mongo.close();
  }
  const lengths = lines.map(async ({ id }) => {
    const handle = temporal.workflow.getHandle(logging.ids.salesActivity(String(id)));
    return (await handle.fetchHistory()).events?.length ?? Number.NaN;
  });
  return Promise.all(lengths);
}

function eventsRow(what: string, events: readonly number[], most: number, details: Result['details'] = {}): Result {
  return result({
    mark: 'activities',
    what,
    measured: `${Math.max(...events)} events at most`,
    ratio: Math.max(...events) / most,
    needs: { atMost: 1 },
    details: { histories: events.length, most: Math.max(...events), median: median(events), ...details },
  });
}
