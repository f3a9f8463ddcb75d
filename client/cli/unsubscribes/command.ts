import type { Command } from 'commander';
import { addAdd } from './add.ts';
import { addCheck } from './check.ts';
import { addList } from './list.ts';
import { addReconcile } from './reconcile.ts';
import { addResubscribe } from './resubscribe.ts';
import { addShow } from './show.ts';

export function addUnsubscribes(program: Command): void {
  const group = program
    .command('unsubscribes')
    .summary('who may not be mailed')
    .helpCommand(false)
    .description(
      'Unsubscribes, by address: each holds for every person and every record in Salesforce with this address. Addresses ' +
        'come from a file or standard input, never as arguments: those end up in shell histories and process lists.',
    );
  for (const add of [addList, addShow, addAdd, addResubscribe, addReconcile, addCheck]) add(group);
}
