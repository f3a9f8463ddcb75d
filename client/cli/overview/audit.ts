import type { Command } from 'commander';
import { z } from 'zod';
import { action, examples, whole } from '../lib/action.ts';
import { moment, printable, table } from '../lib/format.ts';
import { print, say, writeLines } from '../lib/output.ts';
import { withSession } from '../lib/session.ts';

const options = z.object({ json: z.boolean().default(false), limit: z.number() });

export function addAudit(program: Command): void {
  program
    .command('audit')
    .summary('who changed what, latest first')
    .description('Lists what admins and the worker did: starts, pauses, approvals, settings; latest first.')
    .option('--limit <n>', 'at most so many', whole(1, 100_000), 50)
    .option('--json', 'one JSON document per line')
    .addHelpText(
      'after',
      examples([
        ['audit', 'the last 50'],
        ['audit --json --limit 1000', 'for scripts'],
      ]),
    )
    .action(
      action(options, ({ json, limit }) =>
        withSession(async ({ store }) => {
          const rows = await (await store()).audit.list(limit);
          if (json) await writeLines(rows, process.stdout);
          else if (rows.length === 0) say('Nothing has been done yet.');
          else for (const line of table(rows.map(auditRow))) print(line);
          return undefined;
        }),
      ),
    );
}

function auditRow({
  at,
  by,
  action: what,
  details,
}: {
  at: Date;
  by: string;
  action: string;
  details: Record<string, unknown>;
}) {
  const pairs = Object.entries(details).map(([name, value]) => `${name} ${String(value)}`);
  return [moment(at), printable(by), what, printable(pairs.join(', '))];
}
