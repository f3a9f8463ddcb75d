import type { Command } from 'commander';
import { z } from 'zod';
import type { SettingHistoryRow } from '../../settings.ts';
import { action, examples, whole } from '../lib/action.ts';
import { moment, printable, table } from '../lib/format.ts';
import { print, say, writeLines } from '../lib/output.ts';
import { shown } from './show.ts';
import { withSettings } from './with-settings.ts';

const options = z.object({ json: z.boolean().default(false), limit: z.number() });

export function addHistory(group: Command): void {
  group
    .command('history')
    .argument('[key]', 'one setting; all when it is left out')
    .summary('who changed what, latest first')
    .description('Lists the changes of one setting or of all, latest first, with the value before and after.')
    .option('--limit <n>', 'at most so many', whole(1, 100_000), 50)
    .option('--json', 'one JSON document per line')
    .addHelpText(
      'after',
      examples([
        ['settings history', 'the last 50 changes'],
        ['settings history people.interval', 'of one setting'],
      ]),
    )
    .action(
      action(options, ({ json, limit }, [key]) =>
        withSettings(async (settings) => {
          const rows = await settings.history(limit, key);
          if (json) await writeLines(rows, process.stdout);
          else if (rows.length === 0) say('Nothing has been changed yet.');
          else for (const line of table(rows.map(historyRow))) print(line);
          return undefined;
        }),
      ),
    );
}

function historyRow({ at, by, key, old, new: value, unset }: SettingHistoryRow): string[] {
  return [moment(at), printable(by), key, `${shown(old)} → ${shown(value)}${unset ? ' (the default)' : ''}`];
}
