import type { Command } from 'commander';
import { z } from 'zod';
import { action, examples } from '../lib/action.ts';
import { EXIT } from '../lib/exit-codes.ts';
import { printJson, say } from '../lib/output.ts';
import { userName } from '../lib/session.ts';
import { withConnections } from './with-connections.ts';

const options = z.object({ json: z.boolean().default(false) });

export function addRotateKeys(group: Command): void {
  group
    .command('rotate-keys')
    .summary('put every stored secret under the current master key')
    .description(
      'Encrypts each connection’s own key with the first key of ACTIONS_SYNC_MASTER_KEYS. Can be ended and run again at ' +
        'any time; exit 1 when some were in use meanwhile: run it again. Then take the old key out.',
    )
    .option('--json', 'one JSON document')
    .addHelpText('after', examples([['connections rotate-keys', 'after a new key was put in front']]))
    .action(
      action(options, ({ json }) =>
        withConnections(async (connections) => {
          const result = await connections.rotateKeys(userName());
          const { rewrapped, alreadyCurrent, busy } = result;
          if (json) printJson(result);
          else say(`${rewrapped} changed, ${alreadyCurrent} had the current key already, ${busy} in use.`);
          return busy === 0 ? undefined : EXIT.failed;
        }),
      ),
    );
}
