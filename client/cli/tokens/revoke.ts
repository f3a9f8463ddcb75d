import type { Command } from 'commander';
import { z } from 'zod';
import { isAppError } from '../../../model/errors/app-error.ts';
import { action, examples } from '../lib/action.ts';
import { printable } from '../lib/format.ts';
import { say } from '../lib/output.ts';
import { withSession } from '../lib/session.ts';
import { accessOf } from './access.ts';

export function addRevoke(group: Command): void {
  group
    .command('revoke')
    .argument('<id>', 'as `tokens list` shows it; of a session or link, as `audit` does')
    .summary('end a token and its sessions, or one session')
    .description(
      'Ends a token, its sessions of the console and what is open, within seconds; or one session of the console, or a ' +
        'link that was not used.',
    )
    .addHelpText('after', examples([['tokens revoke 4f1c09ab77d2', 'at once']]))
    .action(
      action(z.object({}), (_, [id = '']) =>
        withSession(async (session) => {
          const access = await accessOf(session);
          try {
            say(`${printable((await access.revoke(id)).name)} opens nothing any more.`);
          } catch (error) {
            if (!isAppError(error) || error.key !== 'access.unknown') throw error;
            await access.endSession(id);
            say('The session is over.');
          }
          return undefined;
        }),
      ),
    );
}
