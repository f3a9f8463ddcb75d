import type { Command } from 'commander';
import { z } from 'zod';
import { AppError } from '../../../model/errors/app-error.ts';
import { action, examples } from '../lib/action.ts';
import { noArguments, readAddresses } from '../lib/addresses.ts';
import { say } from '../lib/output.ts';
import { userName } from '../lib/session.ts';
import { oneAddress, withConnections } from './with-connections.ts';

const COMMAND = 'connections remove';

export function addRemove(group: Command): void {
  group
    .command('remove')
    .summary('end a seller’s connection (address from standard input)')
    .description('Revokes the seller’s tokens at Salesforce, where it answers, and deletes them here.')
    .allowExcessArguments()
    .addHelpText('after', examples([['connections remove < address.txt', 'the seller has left']]))
    .action(
      action(z.object({}), async (_, args) => {
        noArguments(args, COMMAND);
        const email = oneAddress(await readAddresses(COMMAND));
        return withConnections(async (connections) => {
          const removed = await connections.remove(email, userName());
          if (removed === null) throw new AppError('connections.none');
          if (removed.isRevoked) say('Removed here, and revoked at Salesforce.');
          else say('Removed here. Salesforce did not revoke it: an admin can, under Connected Apps OAuth Usage.');
          return undefined;
        });
      }),
    );
}
