import type { Command } from 'commander';
import { z } from 'zod';
import type { ConnectionView } from '../../../worker/connections/index.ts';
import { action, examples } from '../lib/action.ts';
import { moment, printable } from '../lib/format.ts';
import { print, say, writeLines } from '../lib/output.ts';
import { withConnections } from './with-connections.ts';

const options = z.object({ json: z.boolean().default(false) });

export function addList(group: Command): void {
  group
    .command('list')
    .summary('every connection, and whether it works')
    .description(
      'Lists the sellers’ connections: their Salesforce user, when the token was last refreshed, and the id of the master ' +
        'key that they are encrypted with. CONNECTION is how failures name it.',
    )
    .option('--json', 'one JSON document per line')
    .addHelpText('after', examples([['connections list', 'all of them']]))
    .action(
      action(options, ({ json }) =>
        withConnections(async (connections) => {
          if (json) await writeLines(connections.list(), process.stdout);
          else await show(connections.list());
          return undefined;
        }),
      ),
    );
}

async function show(all: AsyncIterable<ConnectionView>): Promise<void> {
  let some = false;
  for await (const one of all) {
    if (!some) print(line('CONNECTION', 'STATE', 'SALESFORCE USER', 'REFRESHED', 'KEY', 'ADDRESS'));
    some = true;
    const state = one.reason === null ? one.state : `${one.state} (${one.reason})`;
    const address = one.email === null ? `unreadable (${one.problem ?? ''})` : printable(one.email);
    print(line(one.connection, state, one.salesforceUserId, moment(one.refreshedAt), one.key, address));
  }
  if (!some) say('No seller has a connection of their own. To make one: actions-sync connections connect');
}

function line(connection: string, state: string, user: string, refreshed: string, key: string, address: string) {
  const head = `${connection.padEnd(12)}  ${state.padEnd(20)}  ${user.padEnd(18)}  ${refreshed.padEnd(20)}`;
  return `${head}  ${key.padEnd(12)}  ${address}`;
}
