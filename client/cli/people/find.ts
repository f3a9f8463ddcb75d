import type { Command } from 'commander';
import { z } from 'zod';
import type { PersonDocument } from '../../../model/person.ts';
import { personLine } from '../../people/person-line.ts';
import { action, examples } from '../lib/action.ts';
import { noArguments, readAddresses } from '../lib/addresses.ts';
import { printable, table } from '../lib/format.ts';
import { print, say, writeLines } from '../lib/output.ts';
import { withSession } from '../lib/session.ts';

const options = z.object({ json: z.boolean().default(false) });

export function addFind(group: Command): void {
  group
    .command('find')
    .summary('people by e-mail address (from standard input)')
    .description(
      'Looks up everyone with an address, without regard to case. Addresses come from standard input, one per line, ' +
        'never as arguments: those end up in shell histories and process lists.',
    )
    .option('--json', 'export lines, one JSON document each')
    // Taken here instead of by commander, so that an address is refused with the way to do it.
    .allowExcessArguments()
    .addHelpText(
      'after',
      examples([
        ['people find', 'asks for the address'],
        ['people find --json < addresses.txt', 'several'],
      ]),
    )
    .action(
      action(options, async ({ json }, args) => {
        noArguments(args, 'people find');
        const emails = await readAddresses('people find');
        return withSession(async ({ store: open }) => {
          const { people } = await open();
          const found: PersonDocument[] = [];
          for (const email of emails) found.push(...(await people.findByEmail(email)));
          if (json) await writeLines(found.map(personLine), process.stdout);
          else show(found);
          return undefined;
        });
      }),
    );
}

function show(found: readonly PersonDocument[]): void {
  if (found.length === 0) {
    say('Nobody with this address is stored.');
    return;
  }
  const rows = found.map(({ _id, marketo }) => [
    String(_id),
    marketo?.state ?? '',
    printable([marketo?.firstName, marketo?.lastName].filter(Boolean).join(' ')),
    printable(marketo?.company ?? ''),
  ]);
  for (const line of table([['ID', 'STATE', 'NAME', 'COMPANY'], ...rows])) print(line);
  say(`Look: actions-sync people show ${found[0]?._id ?? 'ID'}`);
}
