import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { z } from 'zod';
import { AppError } from '../../../model/errors/app-error.ts';
import { errorEntry, isErrorKey } from '../../../model/errors/registry.ts';
import type { ReconcileResult } from '../../../model/reconcile.ts';
import type { Store } from '../../../store/types.ts';
import { LiveLine } from '../dev/progress.ts';
import { action, examples } from '../lib/action.ts';
import { confirmed } from '../lib/ask.ts';
import { printJson, say } from '../lib/output.ts';
import { type Session, withSession } from '../lib/session.ts';
import { stopSignal } from '../lib/until-stopped.ts';
import { resultText, runText } from './reconcile-text.ts';
import { NEEDS_A_PERSON } from './wait.ts';

const LOOK_EVERY_MS = 500;
const flag = z.boolean().default(false);
const options = z.object({ dryRun: flag, wait: flag, yes: flag, json: flag });

const SAID = {
  started: 'Started: everyone is compared with Marketo, then what differs is repaired.',
  alreadyRunning: 'A comparison runs already; nothing changed.',
  paused: 'A comparison is paused. Go on: actions-sync people resume',
};

export function addReconcile(group: Command): void {
  group
    .command('reconcile')
    .summary('compare everyone with Marketo and repair what differs')
    .description(
      'Asks Marketo for every id, compares what comes back with MongoDB, and reads again whoever differs before anything ' +
        'is changed. Runs by itself every week; uses at most half of a day’s calls. The worker does it; a killed one loses ' +
        'nothing. With --dry-run this process compares and changes nothing.',
    )
    .option('--dry-run', 'print the differences, one JSON document per line, and change nothing')
    .option('--wait', 'stay until it has ended, with progress on stderr')
    .option('--yes', 'do not ask')
    .option('--json', 'the result as one JSON document (with --dry-run one per difference)')
    .addHelpText(
      'after',
      examples([
        ['people reconcile --dry-run', 'what differs, and on what evidence'],
        ['people reconcile --wait --yes', 'for scripts: exit 0 when everything is equal or repaired'],
      ]),
    )
    .action(
      action(options, (given) =>
        withSession(async (session) => {
          if (!given.dryRun) return reconcile(session, given);
          const { printDifferences } = await import('./reconcile-dry-run.ts');
          return printDifferences(session);
        }),
      ),
    );
}

async function reconcile(session: Session, { wait, yes, json }: z.output<typeof options>): Promise<number | undefined> {
  const question = 'Compare everyone in Marketo with MongoDB and repair what differs? Each 300 ids take one call.';
  if (!(await confirmed(question, yes))) {
    say('Nothing was started.');
    return 1;
  }
  const client = await session.client();
  const outcome = await client.people.reconcile();
  say(SAID[outcome]);
  const store = await session.store();
  if (wait && outcome !== 'paused') return waitForResult(store, json);
  if (json) printJson({ outcome, run: await store.reconcile.get() });
  if (outcome !== 'paused') say('Follow it: actions-sync people status --watch');
  return outcome === 'paused' ? 1 : undefined;
}

/** Stays until the comparison has ended; Ctrl-C ends the waiting alone. */
async function waitForResult(store: Store, json: boolean): Promise<number | undefined> {
  const { signal } = stopSignal();
  const line = new LiveLine(process.stderr);
  const scanId = (await store.reconcile.get())?.scanId;
  try {
    while (!signal.aborted) {
      const [run, state] = await Promise.all([store.reconcile.get(), store.peopleState.get()]);
      const { lastReconcile } = state;
      const trouble = state.troubles.reconcile;
      if (run === null || run.scanId !== scanId) {
        line.end();
        return told(lastReconcile, scanId, json);
      }
      if (trouble !== null && isErrorKey(trouble.key) && NEEDS_A_PERSON.has(errorEntry(trouble.key).class))
        throw new AppError(trouble.key);
      line.show(runText(run, trouble?.until ?? null));
      await delay(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
    }
  } finally {
    line.end();
  }
  say('It goes on without this terminal: actions-sync people status');
  return 1;
}

function told(last: ReconcileResult | null, scanId: string | undefined, json: boolean): number | undefined {
  if (last === null || (scanId !== undefined && last.scanId !== scanId)) {
    say('Another comparison took its place: actions-sync people status');
    return 1;
  }
  if (json) printJson(last);
  say(resultText(last));
  if (last.held > 0) say('Look into Marketo, then: actions-sync people approve');
  return last.complete && last.held === 0 ? undefined : 1;
}
