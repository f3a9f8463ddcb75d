import type { Command } from 'commander';
import { addChanging } from './change.ts';
import { addList } from './list.ts';
import { addShow } from './show.ts';

export function addFailures(program: Command): void {
  const group = program
    .command('failures')
    .summary('what failed, by error; retry or dismiss')
    .helpCommand(false)
    .description(
      'What failed in any flow and has not worked since. Flows, and unsubscribes that Salesforce refused, go on by ' +
        'themselves once the cause is gone; sales activities that failed wait for a person, who retries or dismisses them, ' +
        'and reminder tasks that Salesforce refused for one who retries or changes them.',
    );
  for (const add of [addList, addShow, addChanging]) add(group);
}
