import type { Command } from 'commander';
import { z } from 'zod';
import type { AccessTokenView } from '../../access/index.ts';
import { action, examples } from '../lib/action.ts';
import { moment, printable, table } from '../lib/format.ts';
import { print, say, writeLines } from '../lib/output.ts';
import { withSession } from '../lib/session.ts';
import { accessOf } from './access.ts';

const options = z.object({ json: z.boolean().default(false) });

export function addList(group: Command): void {
  group
    .command('list')
    .summary('all tokens, the latest first')
    .description('Lists the tokens with their scope, who made them, when they were used last, and whether they hold.')
    .option('--json', 'one JSON document per line')
    .addHelpText('after', examples([['tokens list', 'all of them']]))
    .action(
      action(options, ({ json }) =>
        withSession(async (session) => {
          const tokens = await (await accessOf(session)).list();
          if (json) await writeLines(tokens, process.stdout);
          else if (tokens.length === 0)
            say('There is no token. To make one: actions-sync tokens create NAME --scope S');
          else for (const line of table(tokens.map(tokenRow))) print(line);
          return undefined;
        }),
      ),
    );
}

function tokenRow(token: AccessTokenView): string[] {
  const { id, name, scope, createdBy, createdAt, lastUsedAt } = token;
  const made = `made ${moment(createdAt)} by ${printable(createdBy)}`;
  const used = lastUsedAt === null ? 'never used' : `used ${moment(lastUsedAt)}`;
  return [id, printable(name), scope, standing(token), used, made];
}

function standing({ active, revokedAt, expiresAt }: AccessTokenView): string {
  if (revokedAt !== null) return `revoked ${moment(revokedAt)}`;
  if (expiresAt === null) return 'holds';
  return active ? `holds until ${moment(expiresAt)}` : `ended ${moment(expiresAt)}`;
}
