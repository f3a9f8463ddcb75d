import type { Command } from 'commander';
import { z } from 'zod';
import type { Store } from '../../../store/types.ts';
import { action, examples } from '../lib/action.ts';
import { count } from '../lib/format.ts';
import { say, writeLines } from '../lib/output.ts';
import { withSession } from '../lib/session.ts';
import { writeWhole } from '../lib/write-whole.ts';
import { type ActivityLine, activityLine } from './line.ts';

const options = z.object({ file: z.string().min(1).optional() });

export function addActivitiesExport(group: Command): void {
  group
    .command('export')
    .summary('every sales activity as JSON lines')
    .description('Writes one JSON object per sales activity, ascending by id: as it was given, and what became of it.')
    .option('--file <file>', 'write to this file, which appears when it is complete')
    .addHelpText('after', examples([['activities export --file activities.ndjson', 'to a file']]))
    .action(
      action(options, ({ file }) =>
        withSession(async ({ store: open }) => {
          const lines = exportLines(await open());
          const written = file === undefined ? await writeLines(lines, process.stdout) : await writeWhole(lines, file);
          say(`Exported ${count(written)} activities${file === undefined ? '' : ` to ${file}`}.`);
          return undefined;
        }),
      ),
    );
}

async function* exportLines(store: Store): AsyncGenerator<ActivityLine> {
  for await (const record of store.salesActivities.stream()) yield activityLine(record);
}
