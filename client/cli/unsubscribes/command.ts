import type { Command } from 'commander';
import { addCheck } from './check.ts';

export function addUnsubscribes(program: Command): void {
  const group = program
    .command('unsubscribes')
    .summary('who may not be mailed')
    .helpCommand(false)
    .description('Unsubscribes, by address: each holds for every person with this address.');
  for (const add of [addCheck]) add(group);
}
