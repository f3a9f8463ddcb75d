import type { Command } from 'commander';
import { z } from 'zod';
import { errorEntry, isErrorKey } from '../../../model/errors/registry.ts';
import { action, examples } from '../lib/action.ts';
import { ago, count } from '../lib/format.ts';
import { print, say, writeLines } from '../lib/output.ts';
import { withSession } from '../lib/session.ts';

const LIMIT = 1_000;
const options = z.object({ json: z.boolean().default(false) });

interface FailureRow {
  flow: string;
  key: string;
  count: number;
  firstAt: Date;
  lastAt: Date;
}

export function addFailures(program: Command): void {
  const group = program
    .command('failures')
    .summary('what failed, by error')
    .helpCommand(false)
    .description('What failed and has not worked since.');
  group
    .command('list')
    .summary('one entry per flow and error')
    .description('Lists what failed and has not worked since, one entry per flow and error, with cause and fix.')
    .option('--json', 'one JSON document per line')
    .addHelpText('after', examples([['failures list', 'with cause and fix']]))
    .action(
      action(options, ({ json }) =>
        withSession(async ({ store }) => {
          const failures = await (await store()).failures.list(LIMIT);
          if (json)
            await writeLines(
              failures.map((row) => ({ ...row, ...told(row.key) })),
              process.stdout,
            );
          else if (failures.length === 0) say('Nothing has failed.');
          else for (const line of failures.flatMap((row) => failureLines(row, new Date()))) print(line);
          return undefined;
        }),
      ),
    );
}

export function failureLine(row: FailureRow, now: Date): string {
  const times = row.count === 1 ? 'once' : `${count(row.count)} times`;
  return `${row.flow}: ${told(row.key).meaning} (${row.key}), ${times}, last ${ago(row.lastAt, now)}`;
}

function failureLines(row: FailureRow, now: Date): string[] {
  const { cause, fix } = told(row.key);
  return [failureLine(row, now), `  Cause: ${cause}`, `  Fix: ${fix}`];
}

function told(key: string) {
  const { class: errorClass, meaning, cause, fix } = errorEntry(isErrorKey(key) ? key : 'unexpected');
  return { class: errorClass, meaning, cause, fix };
}
