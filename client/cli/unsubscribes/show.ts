import type { Command } from 'commander';
import { z } from 'zod';
import type { StoredConsent } from '../../../store/unsubscribes/types.ts';
import { action, examples } from '../lib/action.ts';
import { moment, printable, table } from '../lib/format.ts';
import { print, writeLines } from '../lib/output.ts';
import { withSession } from '../lib/session.ts';
import { unsubscribesOf } from './access.ts';
import { allAddresses } from './lines.ts';
import { toldText } from './list.ts';

const options = z.object({ json: z.boolean().default(false) });

export function addShow(group: Command): void {
  group
    .command('show')
    .argument('[file]', 'addresses, one per line; - for standard input')
    .summary('what is known of addresses, with their history')
    .description('Shows whether each address is unsubscribed, since when and why, and every change with its source.')
    .option('--json', 'one JSON document per line')
    .addHelpText('after', examples([['unsubscribes show < address.txt', 'one address or more']]))
    .action(
      action(options, async ({ json }, [file = '-']) => {
        const addresses = await allAddresses(file);
        return withSession(async (session) => {
          const found = await (await unsubscribesOf(session)).show(addresses);
          const shown = addresses.map((address, index) => ({ address, consent: found[index] ?? null }));
          if (json) await writeLines(shown, process.stdout);
          else for (const one of shown) for (const line of screen(one)) print(line);
          return undefined;
        });
      }),
    );
}

function screen({ address, consent }: { address: string; consent: StoredConsent | null }): string[] {
  if (consent === null) return [`${printable(address)}: never unsubscribed`];
  const { optedOut, since, told, history } = consent;
  const state = optedOut ? 'unsubscribed' : 'resubscribed';
  const salesforce = told === null ? '' : ` (${told.field}, ${moment(told.at)})`;
  return [
    `${printable(consent.address)}: ${state} since ${moment(since)}`,
    `  Salesforce  ${toldText(consent)}${salesforce}`,
    ...table(
      history.map(({ at, what, source, by, reason }) => [
        moment(at),
        what,
        printable(source),
        printable(by === null || by === source ? '' : `by ${by}`),
        printable(reason ?? ''),
      ]),
      '  ',
    ),
  ];
}
