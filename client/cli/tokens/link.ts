import type { Command } from 'commander';
import { z } from 'zod';
import { SCOPES } from '../../../model/access/scope.ts';
import { action, examples } from '../lib/action.ts';
import { hostOf } from '../lib/listen-address.ts';
import { print, say } from '../lib/output.ts';
import { withSession } from '../lib/session.ts';
import { accessOf, scopeOption } from './access.ts';

const options = z.object({ scope: z.enum(SCOPES) });

export function addLink(group: Command): void {
  group
    .command('link')
    .summary('a link that signs in to the console once')
    .description(
      'Prints a link that signs in to the console once, within 15 minutes, as the user who runs this command. Its code ' +
        'stands after the #, which browsers keep to themselves.',
    )
    .addOption(scopeOption().default('admin'))
    .addHelpText(
      'after',
      examples([
        ['tokens link', 'for an admin'],
        ['tokens link --scope viewer', 'to look only'],
      ]),
    )
    .action(
      action(options, ({ scope }) =>
        withSession(async (session) => {
          const code = await (await accessOf(session)).signInCode(scope);
          const { API_PUBLIC_URL: url, API_ADDRESS: address } = session.env;
          print(signInLink(url ?? `http://${hostOf(address)}:${address.slice(address.lastIndexOf(':') + 1)}`, code));
          say('It works once, within 15 minutes.');
          return undefined;
        }),
      ),
    );
}

export function signInLink(url: string, code: string): string {
  return `${url}/sign-in#code=${code}`;
}
