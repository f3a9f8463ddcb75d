import type { Command } from 'commander';
import { z } from 'zod';
import type { FailureCounts, FailuresChanged } from '../../failures/index.ts';
import { action, examples } from '../lib/action.ts';
import { confirmed } from '../lib/ask.ts';
import { count } from '../lib/format.ts';
import { printJson, say } from '../lib/output.ts';
import { withSession } from '../lib/session.ts';
import { failuresOf } from './access.ts';
import { activities, addresses, flows, reminderTasks } from './lines.ts';
import { selection, selectionOptions, vendor } from './selection.ts';

const options = z.object({ ...selectionOptions, yes: z.boolean().default(false), json: z.boolean().default(false) });
/** So often it is said how far it is, where it takes long. */
const SAY_EVERY_MS = 5_000;

type FailureAction = 'retry' | 'dismiss';

const TEXTS: Record<FailureAction, Record<'summary' | 'description' | 'question' | 'done' | 'what', string>> = {
  retry: {
    summary: 'try what failed again',
    description:
      'Sends failed sales activities, reminder tasks and unsubscribes that Salesforce refused again, and wakes flows that ' +
      'wait after an error: all of them, those with one error, records of one vendor, or those with the ids given. What may ' +
      'have arrived is looked up first, so nothing is logged twice. Killed in between, run it again: it goes on.',
    question: 'Try again',
    done: 'Retried',
    what: 'sales activities or reminder tasks',
  },
  dismiss: {
    summary: 'give failed sales activities up, forget what flows have told',
    description:
      'Gives failed sales activities up: all of them, those with one error, to one vendor, or with the ids given. They stay ' +
      'stored as skipped and are never sent to that vendor. What flows have told is forgotten until it happens again. ' +
      'Reminder tasks are changed or deleted instead, and unsubscribes are never given up. Killed in between, run it again: ' +
      'it goes on.',
    question: 'Give up for good',
    done: 'Dismissed',
    what: 'sales activities',
  },
};

export function addChanging(group: Command): void {
  for (const name of ['retry', 'dismiss'] as const) {
    const { summary, description } = TEXTS[name];
    group
      .command(name)
      .argument('[id...]', `ids of ${TEXTS[name].what}; all that failed when none is given`)
      .summary(summary)
      .description(description)
      .option('--key <error>', 'what failed with this error')
      .option('--vendor <name>', 'records that failed at marketo or salesforce', vendor)
      .option('--yes', 'do not ask')
      .option('--json', 'the counts as one JSON document')
      .addHelpText(
        'after',
        examples([
          [`failures ${name} --key activity.personUnknown`, 'says how many, then asks'],
          [`failures ${name} --vendor salesforce --yes`, 'all that failed there'],
          [`failures ${name} call-4711`, 'one activity'],
        ]),
      )
      .action(action(options, (given, ids) => change(name, given, ids)));
  }
}

function change(
  name: FailureAction,
  given: z.output<typeof options>,
  ids: readonly string[],
): Promise<number | undefined> {
  const wanted = selection(given, ids);
  return withSession(async (session) => {
    const failures = await failuresOf(session);
    const found = meant(name, await failures.count(wanted));
    if (isNothing(found)) return told(name, { ...found, wakeError: null }, given.json);
    if (!(await confirmed(`${TEXTS[name].question}: ${words(found)}?`, given.yes))) {
      say('Nothing was changed.');
      return 1;
    }
    let saidAt = Date.now();
    const result = await failures[name](wanted, (changed) => {
      if (Date.now() - saidAt < SAY_EVERY_MS) return;
      saidAt = Date.now();
      say(`${count(changed)} of ${count(found.salesActivities)}…`);
    });
    return told(name, result, given.json);
  });
}

/** Reminder tasks and unsubscribes can't be given up. */
function meant(name: FailureAction, counts: FailureCounts): FailureCounts {
  return name === 'retry' ? counts : { ...counts, tasks: 0, addresses: 0 };
}

function told(name: FailureAction, result: FailuresChanged, json: boolean): undefined {
  if (json) printJson(result);
  else if (isNothing(result)) say(`Nothing to ${name}: nothing such has failed.`);
  else say(`${TEXTS[name].done}: ${words(result)}.`);
  if (result.wakeError !== null)
    say(`Not every workflow could be reached (${result.wakeError}): a worker goes on with them within minutes.`);
}

function isNothing({ salesActivities, tasks, addresses: told, flows: woken }: FailureCounts): boolean {
  return salesActivities + tasks + told + woken === 0;
}

function words(counts: FailureCounts): string {
  const parts = [
    ...(counts.salesActivities === 0 ? [] : [activities(counts.salesActivities)]),
    ...(counts.tasks === 0 ? [] : [reminderTasks(counts.tasks)]),
    ...(counts.addresses === 0 ? [] : [addresses(counts.addresses)]),
    ...(counts.flows === 0 ? [] : [flows(counts.flows)]),
  ];
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
