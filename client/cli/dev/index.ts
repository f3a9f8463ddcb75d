import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { startLocalStack } from '../../../local/index.ts';
import { readEnvironment } from '../../../model/env.ts';
import { quotaLimits } from '../../../model/quota.ts';
import { readSecretFiles, withoutSecretFiles } from '../../../model/secret-files.ts';
import { openStore } from '../../../store/index.ts';
import { peopleDeps } from '../../../worker/deps.ts';
import { devServerSearchAttributes } from '../../../workflows/messages.ts';
import { createAccess } from '../../access/index.ts';
import { createActionsSyncClient } from '../../client.ts';
import { temporalConfig } from '../../temporal-config.ts';
import { userName } from '../lib/session.ts';
import { logBurst } from './burst/index.ts';
import { followMadeUpChanges, followRealChanges } from './changes.ts';
import { compareWithTruth } from './compare.ts';
import { watchInitial } from './initial.ts';
import { startApi, startWorker } from './processes.ts';
import { pushChanges, pushVariables } from './pushes.ts';
import { openSalesforce } from './salesforce.ts';
import { openSource } from './source.ts';
import { switchOnTasks } from './tasks.ts';
import { takeTour } from './tour/index.ts';
import { simulated } from './tour/simulated.ts';
import type { DevOptions, Running, Salesforce, Source } from './types.ts';

const POLL_MS = 3_000;
const CHANGES_FOR_ONCE = 100;

/** The local stack with everything: Temporal, MongoDB, Marketo and Salesforce (simulated or real), a worker, the running sync. */
export async function runDev(options: DevOptions, signal: AbortSignal): Promise<number> {
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const closers: (() => Promise<void>)[] = [];
  const closing = <T extends { close(): Promise<void> }>(part: T): T => {
    closers.push(() => part.close());
    return part;
  };
  try {
    const given = readEnvironment(process.env);
    const stack = closing(
      await startLocalStack({
        dir: options.dir,
        // What was downloaded serves every stack of this checkout.
        cacheDir: join('.local', 'cache'),
        ephemeral: options.ephemeral,
        env: readSecretFiles(process.env).values,
        say,
        signal,
        searchAttributes: devServerSearchAttributes,
      }),
    );
    const source = await openSource(given, options, say);
    closers.push(() => source.stop());
    // Ctrl-C meanwhile: nothing more is started only to be ended.
    signal.throwIfAborted();
    const salesforce = await openSalesforce(given, source, options, say);
    closers.push(() => salesforce.stop());
    signal.throwIfAborted();
    const childEnv = { ...environmentOf(stack, source), ...salesforce.variables };
    const env = readEnvironment(childEnv);
    const store = closing(await openStore({ uri: stack.mongo.uri, dbName: env.MONGODB_DB }));
    await store.migrate();
    if (source.controlUrl !== null) {
      await store.settings.setPeople(
        { sync: true, intervalMs: POLL_MS, pushIntervalMs: POLL_MS, deletionsIntervalMs: POLL_MS },
        'dev',
      );
      await store.settings.setCheck({ marketo: true }, 'dev');
      if (salesforce.controlUrl !== null) {
        await store.settings.setSalesforce({ logEmails: true, logReplies: true, logCalls: true }, 'dev');
        await switchOnTasks(store, salesforce.controlUrl, POLL_MS);
        await store.settings.setUnsubscribes({ nightly: true }, 'dev');
      }
      say(
        `Settings    every sync and log on, feeds polled every ${POLL_MS / 1_000} s, changes pushed as well (a real instance keeps its settings)`,
      );
    }
    const processes = { dir: options.dir, say, closers };
    await startWorker(processes, childEnv);
    const push = source.controlUrl === null ? null : pushVariables(env.PUSH_SECRET?.[0]);
    const api = await startApi(processes, { ...childEnv, ...uiOf(stack), ...push }, () =>
      createAccess({ store, by: userName() }).signInCode('admin'),
    );
    if (push !== null && source.controlUrl !== null) {
      await pushChanges(simulated(source.controlUrl, signal), api, push.PUSH_SECRET);
    }
    const connection = closing(await Connection.connect({ address: stack.temporal.address }));
    const { dataConverter } = temporalConfig(childEnv);
    const temporal = new Client({ connection, namespace: stack.temporal.namespace, dataConverter });
    const instance = env.ACTIONS_SYNC_INSTANCE;
    const { marketo, salesforce: org } = closing(peopleDeps(env, store));
    const client = createActionsSyncClient({
      ...{ temporal, store, instance, by: 'dev', marketo },
      ...(org === null ? {} : { salesforce: org }),
    });
    const running: Running = { store, source, say, signal };

    const outcome = await client.people.start();
    if (outcome === 'alreadyComplete')
      say('The initial sync was complete already; following changes from where they were.');
    const limits = quotaLimits({
      rate: env.MARKETO_RATE_SHARE,
      day: env.MARKETO_DAILY_SHARE,
      dailyCalls: env.MARKETO_DAILY_CALLS,
    });
    await watchInitial(running, limits);
    const controlUrls = simulatorsOf(source, salesforce);
    const isShown =
      controlUrls === null ||
      ((await logBurst({ ...running, client, env, marketo, controlUrls })) &&
        (await takeTour({
          ...{ ...running, client },
          marketo: simulated(controlUrls.marketo, signal),
          salesforce: simulated(controlUrls.salesforce, signal),
        })));
    sayNext(say, stack, env.MONGODB_DB, api);
    return (await follow(running, options)) || (isShown ? 0 : 1);
  } finally {
    // In the reverse order of their start: the worker first, MongoDB last.
    for (const close of closers.reverse())
      await close().catch((error: unknown) => say(`While closing: ${String(error)}`));
  }
}

/** Null where one of them is real: nothing is made up there. */
function simulatorsOf(source: Source, salesforce: Salesforce): { marketo: string; salesforce: string } | null {
  if (source.controlUrl === null || salesforce.controlUrl === null) return null;
  return { marketo: source.controlUrl, salesforce: salesforce.controlUrl };
}

/** The console links to Temporal's UI. */
function uiOf({ temporal: { uiUrl } }: { temporal: { uiUrl: string | null } }) {
  return uiUrl === null ? {} : { TEMPORAL_UI_URL: uiUrl };
}

function environmentOf(
  stack: { temporal: { address: string; namespace: string }; mongo: { uri: string } },
  source: Source,
) {
  return {
    ...withoutSecretFiles(process.env, ['MONGODB_URI', 'MARKETO_CLIENT_SECRET']),
    MONGODB_URI: stack.mongo.uri,
    TEMPORAL_ADDRESS: stack.temporal.address,
    TEMPORAL_NAMESPACE: stack.temporal.namespace,
    MARKETO_BASE_URL: source.baseUrl,
    MARKETO_CLIENT_ID: source.clientId,
    MARKETO_CLIENT_SECRET: source.clientSecret,
  };
}

async function follow(running: Running, options: DevOptions): Promise<number> {
  const { source, say, signal } = running;
  if (source.controlUrl === null) {
    await followRealChanges(running);
    return 0;
  }
  const stopAfter = options.once ? CHANGES_FOR_ONCE : null;
  const perMinute = options.once ? 600 : options.changesPerMinute;
  const arrived = await followMadeUpChanges(running, { perMinute, pollMs: POLL_MS, stopAfter });
  if (!options.once || signal.aborted) return 0;
  const result = await compareWithTruth({ store: running.store, controlUrl: source.controlUrl });
  const equal = result.missing + result.extra + result.different === 0;
  say(`${arrived} changes arrived.`);
  say(
    `Compared with the simulator: ${result.inMarketo} people qualify there, ${result.inMongo} are here; ${result.missing} missing, ${result.extra} too many, ${result.different} different.`,
  );
  say(equal ? 'Equal.' : 'NOT equal.');
  return equal ? 0 : 1;
}

function sayNext(
  say: (line: string) => void,
  stack: { temporal: { address: string; uiUrl: string | null }; mongo: { uri: string } },
  db: string,
  api: string,
): void {
  say('');
  say(`Temporal UI ${stack.temporal.uiUrl ?? '(none)'}`);
  say(`Try in another terminal:`);
  say(
    `  export MONGODB_URI=${stack.mongo.uri} MONGODB_DB=${db} TEMPORAL_ADDRESS=${stack.temporal.address} API_ADDRESS=${api}`,
  );
  say('  npx actions-sync tokens link        (another way into the console)');
  say('  npx actions-sync status');
  say('  npx actions-sync people explain 1001');
  say('  npx actions-sync people pause --changes      (and: people resume)');
  say('  npx actions-sync activities export | tail -3');
  say('  npx actions-sync tasks list');
  say('  npx actions-sync panel 1001');
  say('Ctrl-C ends everything; the next start goes on from here.');
  say('');
}
