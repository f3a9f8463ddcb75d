import type { Command } from 'commander';
import { z } from 'zod';
import type { FailureAction, FailuresChanged } from '../../sales-activities/failures.ts';
import { action, examples } from '../lib/action.ts';
import { confirmed } from '../lib/ask.ts';
import { count } from '../lib/format.ts';
import { printJson, say } from '../lib/output.ts';
import { withSession } from '../lib/session.ts';
import { activityFailures } from './activity-failures.ts';
import { activities } from './lines.ts';
import { selection, selectionOptions, vendor } from './selection.ts';

const options = z.object({ ...selectionOptions, yes: z.boolean().default(false), json: z.boolean().default(false) });
/** So often it is said how far it is, where it takes long. */
const SAY_EVERY_MS = 5_000;

const TEXTS: Record<FailureAction, { summary: string; description: string; question: string; done: string }> = {
  retry: {
    summary: 'send failed sales activities again',
    description:
      'Sends failed sales activities again: all of them, those with one error, to one vendor, or with the ids given. What may ' +
      'have arrived is looked up first, so nothing is logged twice. Killed in between, run it again: it goes on.',
    question: 'Send again',
    done: 'Retried',
  },
  dismiss: {
    summary: 'give failed sales activities up',
    description:
      'Gives failed sales activities up: all of them, those with one error, to one vendor, or with the ids given. They stay ' +
      'stored as skipped and are never sent to that vendor. Killed in between, run it again: it goes on.',
    question: 'Give up for good',
    done: 'Dismissed',
  },
};

export function addChanging(group: Command): void {
  for (const name of ['retry', 'dismiss'] as const) {
    const { summary, description } = TEXTS[name];
    group
      .command(name)
      .argument('[id...]', 'ids of sales activities; all that failed when none is given')
      .summary(summary)
      .description(description)
      .option('--key <error>', 'those that failed with this error')
      .option('--vendor <name>', 'those that failed at marketo or salesforce', vendor)
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
    const failures = await activityFailures(session);
    const found = await failures.count(wanted);
    if (found === 0) return told(name, { changed: 0, followError: null }, given.json);
    if (!(await confirmed(`${TEXTS[name].question}: ${activities(found)}?`, given.yes))) {
      say('Nothing was changed.');
      return 1;
    }
    let saidAt = Date.now();
    const result = await failures.change(name, wanted, (changed) => {
      if (Date.now() - saidAt < SAY_EVERY_MS) return;
      saidAt = Date.now();
      say(`${count(changed)} of ${count(found)}…`);
    });
    return told(name, result, given.json);
  });
}

function told(name: FailureAction, result: FailuresChanged, json: boolean): undefined {
  if (json) printJson(result);
  else if (result.changed === 0) say(`Nothing to ${name}: no such sales activity has failed.`);
  else say(`${TEXTS[name].done}: ${activities(result.changed)}.`);
  if (result.followError !== null)
    say(`Not every workflow could be reached (${result.followError}): a worker goes on with them within minutes.`);
}
