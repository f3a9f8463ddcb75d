import type { Command } from 'commander';
import { z } from 'zod';
import { action, examples } from '../lib/action.ts';
import { noArguments, readAddresses } from '../lib/addresses.ts';
import { say } from '../lib/output.ts';
import { oneAddress, withConnections } from './with-connections.ts';

const COMMAND = 'connections check';

export function addCheck(group: Command): void {
  group
    .command('check')
    .summary('whether a seller’s connection works (address from standard input)')
    .description(
      'Asks Salesforce, as the seller, what a Task looks like: refreshes the token where need be, and says which error ' +
        'there is. Changes nothing in Salesforce.',
    )
    .allowExcessArguments()
    .addHelpText('after', examples([['connections check < address.txt', 'one call as the seller']]))
    .action(
      action(z.object({}), async (_, args) => {
        noArguments(args, COMMAND);
        const email = oneAddress(await readAddresses(COMMAND));
        return withConnections(async (connections) => {
          const salesforce = connections.clientFor(email);
          try {
            const { isCreateable } = await salesforce.describe('Task', {});
            say(`It works; the seller ${isCreateable ? 'may' : 'may not'} create tasks.`);
          } finally {
            await salesforce.close();
          }
          return undefined;
        });
      }),
    );
}
