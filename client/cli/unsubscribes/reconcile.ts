import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { z } from 'zod';
import type { UnsubscribeStatus } from '../../unsubscribes/index.ts';
import { action, examples } from '../lib/action.ts';
import { confirmed } from '../lib/ask.ts';
import { EXIT } from '../lib/exit-codes.ts';
import { count } from '../lib/format.ts';
import { print, printJson, say } from '../lib/output.ts';
import { withSession } from '../lib/session.ts';
import { stopSignal } from '../lib/until-stopped.ts';
import { unsubscribesOf } from './access.ts';
import { lastRunText } from './status-screen.ts';

const LOOK_EVERY_MS = 500;
const flag = z.boolean().default(false);
const options = z.object({ dryRun: flag, wait: flag, yes: flag, json: flag });

const QUESTION = 'Compare all unsubscribes with Salesforce, both ways, and set on each side what the other has?';

type Unsubscribes = Awaited<ReturnType<typeof unsubscribesOf>>;

export function addReconcile(group: Command): void {
  group
    .command('reconcile')
    .summary('compare everything with Salesforce now, both ways')
    .description(
      'Who is opted out in Salesforce is unsubscribed here, and every record of an address that is unsubscribed here is ' +
        'set there. The nightly run does the same with what changed. What Salesforce had refused is tried again.',
    )
    .option('--dry-run', 'count what differs, and change nothing')
    .option('--wait', 'stay until it has ended and Salesforce was told')
    .option('--yes', 'do not ask')
    .option('--json', 'the result as one JSON document')
    .addHelpText(
      'after',
      examples([
        ['unsubscribes reconcile --dry-run', 'what would change'],
        ['unsubscribes reconcile --wait --yes', 'for scripts'],
      ]),
    )
    .action(
      action(options, ({ dryRun, wait, yes, json }) =>
        withSession(async (session) => {
          const unsubscribes = await unsubscribesOf(session);
          if (dryRun) return showDifferences(unsubscribes, json);
          if (!(await confirmed(QUESTION, yes))) {
            say('Nothing was started.');
            return EXIT.failed;
          }
          const before = (await unsubscribes.status()).last?.finishedAt.getTime() ?? 0;
          await unsubscribes.reconcile();
          say('Started: everything is compared with Salesforce, both ways.');
          if (!wait) {
            if (json) printJson(await unsubscribes.status());
            else say('Follow it: actions-sync status');
            return undefined;
          }
          return waitForEnd(unsubscribes, before, json);
        }),
      ),
    );
}

async function showDifferences(unsubscribes: Unsubscribes, json: boolean): Promise<undefined> {
  const found = await unsubscribes.differences();
  if (json) printJson(found);
  else {
    print(`Compared by ${found.field}; nothing was changed.`);
    print(`To be unsubscribed here, as Salesforce says: ${count(found.toOptOut)} addresses`);
    print(`To be told to Salesforce: ${count(found.toTell)} addresses, ${count(found.records)} records`);
  }
  return undefined;
}

/** Ctrl-C ends the waiting alone. */
async function waitForEnd(unsubscribes: Unsubscribes, before: number, json: boolean): Promise<number | undefined> {
  const { signal, finished } = stopSignal();
  try {
    while (!signal.aborted) {
      const status = await unsubscribes.status();
      if (isOver(status, before)) {
        if (json) printJson(status);
        else print(lastRunText(status));
        return status.pushes.parked === 0 ? undefined : EXIT.failed;
      }
      await delay(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
    }
    say('It goes on without this command. Follow it: actions-sync status');
    return EXIT.failed;
  } finally {
    finished();
  }
}

function isOver({ last, running, pushes }: UnsubscribeStatus, before: number): boolean {
  const hasEnded = running === null && last !== null && last.finishedAt.getTime() > before;
  return hasEnded && pushes.waiting + pushes.sending === 0;
}
