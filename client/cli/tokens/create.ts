import type { Command } from 'commander';
import { z } from 'zod';
import { SCOPES } from '../../../model/access/scope.ts';
import { action, examples, whole } from '../lib/action.ts';
import { moment } from '../lib/format.ts';
import { print, printJson, say } from '../lib/output.ts';
import { withSession } from '../lib/session.ts';
import { accessOf, scopeOption } from './access.ts';

const options = z.object({
  scope: z.enum(SCOPES),
  expires: z.number().optional(),
  json: z.boolean().default(false),
});

export function addCreate(group: Command): void {
  group
    .command('create')
    .argument('<name>', 'who or what uses it, such as crm-app; no address')
    .summary('make a token; it is shown this once')
    .description('Makes a token and prints it on standard output, this once: only its hash is stored.')
    .addOption(scopeOption().makeOptionMandatory())
    .option('--expires <days>', 'days until it ends; without it, it holds until it is revoked', whole(1, 3_650))
    .option('--json', 'one JSON document')
    .addHelpText(
      'after',
      examples([
        ['tokens create crm-app --scope operator --expires 90', 'for an app that logs activities'],
        ['tokens create wall --scope viewer > wall.token', 'into a file'],
      ]),
    )
    .action(
      action(options, ({ scope, expires, json }, [name = '']) =>
        withSession(async (session) => {
          const made = await (await accessOf(session)).create({ name, scope, expiresInDays: expires });
          if (json) {
            printJson(made);
            return undefined;
          }
          print(made.token);
          say(`${scope}, ${made.expiresAt === null ? 'until it is revoked' : `until ${moment(made.expiresAt)}`}.`);
          say(
            `Keep it where secrets are kept: it is not shown again. To end it: actions-sync tokens revoke ${made.id}`,
          );
          return undefined;
        }),
      ),
    );
}
