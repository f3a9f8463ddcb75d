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
import { reminderTasks, taskFailures, taskSelection } from './task-failures.ts';

const options = z.object({ ...selectionOptions, yes: z.boolean().default(false), json: z.boolean().default(false) });
/** So often it is said how far it is, where it takes long. */
const SAY_EVERY_MS = 5_000;

const TEXTS: Record<FailureAction, Record<'summary' | 'description' | 'question' | 'done' | 'what', string>> = {
  retry: {
    summary: 'send failed sales activities and reminder tasks again',
    description:
      'Sends failed sales activities, and reminder tasks that Salesforce refused, again: all of them, those with one error, to ' +
      'one vendor, or with the ids given. What may have arrived is looked up first, so nothing is logged twice. Killed in ' +
      'between, run it again: it goes on.',
    question: 'Send again',
    done: 'Retried',
    what: 'sales activities or reminder tasks',
  },
  dismiss: {
    summary: 'give failed sales activities up',
    description:
      'Gives failed sales activities up: all of them, those with one error, to one vendor, or with the ids given. They stay ' +
      'stored as skipped and are never sent to that vendor. Killed in between, run it again: it goes on.',
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
    const [failures, tasks] = await Promise.all([activityFailures(session), taskFailures(session)]);
    // A task can be deleted or changed instead: there is nothing to give up.
    const ofTasks = name === 'retry' ? taskSelection(wanted) : null;
    const found = {
      activities: await failures.count(wanted),
      tasks: ofTasks === null ? 0 : await tasks.count(ofTasks),
    };
    if (found.activities + found.tasks === 0) return told(name, { changed: 0, followError: null }, given.json);
    if (!(await confirmed(`${TEXTS[name].question}: ${words(found)}?`, given.yes))) {
      say('Nothing was changed.');
      return 1;
    }
    let saidAt = Date.now();
    const result = await failures.change(name, wanted, (changed) => {
      if (Date.now() - saidAt < SAY_EVERY_MS) return;
      saidAt = Date.now();
      say(`${count(changed)} of ${count(found.activities)}…`);
    });
    const sent = ofTasks === null || found.tasks === 0 ? NO_TASKS : await tasks.retry(ofTasks);
    const followError = result.followError ?? sent.wakeError;
    return told(name, { changed: result.changed, tasks: sent.changed, followError }, given.json);
  });
}

const NO_TASKS = { changed: 0, wakeError: null };

interface Changed extends FailuresChanged {
  /** Reminder tasks, where there were any. */
  tasks?: number;
}

function told(name: FailureAction, { tasks = 0, ...result }: Changed, json: boolean): undefined {
  if (json) printJson({ ...result, ...(name === 'retry' && { tasks }) });
  else if (result.changed + tasks === 0) say(`Nothing to ${name}: nothing such has failed.`);
  else say(`${TEXTS[name].done}: ${words({ activities: result.changed, tasks })}.`);
  if (result.followError !== null)
    say(`Not every workflow could be reached (${result.followError}): a worker goes on with them within minutes.`);
}

function words(found: { activities: number; tasks: number }): string {
  if (found.tasks === 0) return activities(found.activities);
  const both = [...(found.activities === 0 ? [] : [activities(found.activities)]), reminderTasks(found.tasks)];
  return both.join(' and ');
}
