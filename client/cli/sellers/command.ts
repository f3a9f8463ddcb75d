import type { Command } from 'commander';
import { addList } from './list.ts';
import { addSet } from './set.ts';

export function addSellers(program: Command): void {
  const group = program
    .command('sellers')
    .summary('which Salesforce user each seller is')
    .helpCommand(false)
    .description(
      'Sellers: the users of the sales app. Salesforce is asked who they are; an admin’s word goes before it.',
    );
  addList(group);
  addSet(group);
}
