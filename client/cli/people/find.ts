import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import { z } from 'zod';
import type { PersonDocument } from '../../../model/person.ts';
import { action, examples } from '../lib/action.ts';
import { printable, table } from '../lib/format.ts';
import { usage } from '../lib/normalize.ts';
import { print, say, writeLines } from '../lib/output.ts';
import { withSession } from '../lib/session.ts';
import { exportLine } from './export-line.ts';

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
        if (args.length > 0)
          throw usage(
            'addresses are not taken as arguments',
            'Give it on standard input: actions-sync people find < file',
          );
        const emails = await addresses();
        if (emails.length === 0)
          throw usage('no address on standard input', 'Give one per line: actions-sync people find < file');
        return withSession(async ({ store: open }) => {
          const { people } = await open();
          const found: PersonDocument[] = [];
          for (const email of emails) found.push(...(await people.findByEmail(email)));
          if (json) await writeLines(found.map(exportLine), process.stdout);
          else show(found);
          return undefined;
        });
      }),
    );
}

/** Lines of standard input; on a terminal the first one alone. */
async function addresses(): Promise<string[]> {
  if (process.stdin.isTTY) say('E-mail address:');
  const lines = createInterface({ input: process.stdin, terminal: false });
  const found: string[] = [];
  for await (const line of lines) {
    if (line.trim() !== '') found.push(line.trim());
    if (process.stdin.isTTY && found.length > 0) break;
  }
  process.stdin.pause();
  return [...new Set(found)];
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
