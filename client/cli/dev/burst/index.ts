import type { MarketoClient } from '../../../../marketo/index.ts';
import type { Environment } from '../../../../model/env.ts';
import { systemClock } from '../../../../net/system-clock.ts';
import type { ActionsSyncClient } from '../../../client.ts';
import { setUpMarketo } from '../../setup/marketo.ts';
import type { Running } from '../types.ts';
import { compareBurst, sellersOf } from './compare.ts';
import { madeUpLines } from './lines.ts';
import { peopleInSalesforce } from './people.ts';
import { summaryLines } from './summary.ts';

const ACTIVITIES = 200;
/** With an address and in Salesforce, so that each kind shows what it becomes there. */
const PEOPLE = 25;
const GIVE_UP_MS = 120_000;
const LOOK_EVERY_MS = 250;

interface Burst extends Running {
  client: ActionsSyncClient;
  env: Environment;
  marketo: MarketoClient;
  /** Of the simulators. */
  controlUrls: { marketo: string; salesforce: string };
}

/** Logs 200 made-up sales activities of all kinds at the simulators and says what became of them. @returns all is right */
export async function logBurst(burst: Burst): Promise<boolean> {
  const { store, say, signal, client, env, controlUrls } = burst;
  await setUpMarketo({ marketo: burst.marketo, store, by: 'dev', dryRun: false, layout: null });
  const people = await peopleInSalesforce(burst, PEOPLE);
  if (people.length === 0) {
    say('No sales activities are made up: nobody here is in Salesforce.');
    return true;
  }
  const name = `dev-${Date.now().toString(36)}`;
  const sellers = await sellersOf(controlUrls.salesforce);
  const lines = madeUpLines({ name, count: ACTIVITIES, people, sellers, now: new Date() });
  const startedAt = Date.now();
  const results = await client.activities.log(lines);
  const ids = results.flatMap(({ id, result }) => (result === 'accepted' && id !== null ? [id] : []));
  for (const result of results) if (result.result === 'rejected') say(`Rejected: ${JSON.stringify(result.problems)}`);
  say(`Logging ${ids.length} sales activities of eight kinds …`);
  for (const giveUpAt = startedAt + GIVE_UP_MS; Date.now() < giveUpAt; ) {
    signal.throwIfAborted();
    if ((await store.salesActivities.counts()).every(({ state }) => state === 'failed')) break;
    await systemClock.sleep(LOOK_EVERY_MS, signal);
  }
  const records = await Promise.all(ids.map((id) => client.activities.show(id)));
  for (const line of summaryLines(records.filter((record) => record !== null))) say(line);
  const difference = await compareBurst({ ids, lines, instance: env.ACTIONS_SYNC_INSTANCE, controlUrls });
  const seconds = ((Date.now() - startedAt) / 1_000).toFixed(1);
  say(
    `Compared with the simulators after ${seconds} s: ${difference.missing} missing, ${difference.twice} twice, ${difference.strange} too many.`,
  );
  return difference.missing + difference.twice + difference.strange === 0 && ids.length === ACTIVITIES;
}
