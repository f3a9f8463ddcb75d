import type { Command } from 'commander';
import { z } from 'zod';
import type { Store } from '../../../store/types.ts';
import { type PersonLine, personLine } from '../../people/person-line.ts';
import { action, examples } from '../lib/action.ts';
import { people } from '../lib/format.ts';
import { say, writeLines } from '../lib/output.ts';
import { withSession } from '../lib/session.ts';
import { writeWhole } from '../lib/write-whole.ts';

const options = z.object({ all: z.boolean().default(false), file: z.string().min(1).optional() });

export function addExport(group: Command): void {
  group
    .command('export')
    .summary('everyone as JSON lines')
    .description('Writes one JSON object per visible person, ascending by Marketo ID; absent values are null.')
    .option('--all', 'also people out of the visible set: unowned, deleted, merged, erased, over the cap')
    .option('--file <file>', 'write to this file, which appears when it is complete')
    .addHelpText(
      'after',
      examples([
        ['people export > people.ndjson', 'to standard output'],
        ['people export --all --file all.ndjson', 'with everyone ever read'],
      ]),
    )
    .action(
      action(options, ({ all, file }) =>
        withSession(async ({ store: open }) => {
          const lines = exportLines(await open(), all);
          const written = file === undefined ? await writeLines(lines, process.stdout) : await writeWhole(lines, file);
          say(`Exported ${people(written)}${file === undefined ? '' : ` to ${file}`}.`);
          return undefined;
        }),
      ),
    );
}

/** Documents that hold the app's data alone are no people of the sync. */
async function* exportLines(store: Store, all: boolean): AsyncGenerator<PersonLine> {
  for await (const person of store.people.stream({ all })) {
    if (person.marketo !== undefined) yield personLine(person);
  }
}
