import type { Command } from 'commander';
import { z } from 'zod';
import { action, examples } from '../lib/action.ts';
import { printable } from '../lib/format.ts';
import { say } from '../lib/output.ts';
import { withSession } from '../lib/session.ts';
import { accessOf } from './access.ts';

export function addRevoke(group: Command): void {
  group
    .command('revoke')
    .argument('<id>', 'as `tokens list` shows it')
    .summary('end a token and its sessions')
    .description('Ends a token, its sessions of the console and what is open, within seconds.')
    .addHelpText('after', examples([['tokens revoke 4f1c09ab77d2', 'at once']]))
    .action(
      action(z.object({}), (_, [id = '']) =>
        withSession(async (session) => {
          const { name } = await (await accessOf(session)).revoke(id);
          say(`${printable(name)} opens nothing any more.`);
          return undefined;
        }),
      ),
    );
}
