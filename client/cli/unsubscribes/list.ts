import type { Command } from 'commander';
import { z } from 'zod';
import type { StoredConsent } from '../../../store/unsubscribes/types.ts';
import { action, examples } from '../lib/action.ts';
import { moment, printable } from '../lib/format.ts';
import { print, say, writeLines } from '../lib/output.ts';
import { withSession } from '../lib/session.ts';
import { unsubscribesOf } from './access.ts';

const PAGE = 500;
const options = z.object({ all: z.boolean().default(false), json: z.boolean().default(false) });

export function addList(group: Command): void {
  group
    .command('list')
    .summary('every unsubscribed address')
    .description('Lists the addresses that are unsubscribed: since when, by what, and whether Salesforce was told.')
    .option('--all', 'those that were resubscribed too')
    .option('--json', 'one JSON document per line, with the history')
    .addHelpText('after', examples([['unsubscribes list', 'all of them, by address']]))
    .action(
      action(options, ({ all, json }) =>
        withSession(async (session) => {
          const { list } = await unsubscribesOf(session);
          const consents = everyone((after) => list(after, PAGE, { all }));
          if (json) await writeLines(consents, process.stdout);
          else await show(consents);
          return undefined;
        }),
      ),
    );
}

async function* everyone(page: (after: string) => Promise<StoredConsent[]>): AsyncGenerator<StoredConsent> {
  for (let after = ''; ; ) {
    const found = await page(after);
    yield* found;
    const last = found.at(-1);
    if (last === undefined) return;
    after = last.address;
  }
}

/** What varies in length comes last, so that lines can go out as they come. */
async function show(consents: AsyncIterable<StoredConsent>): Promise<void> {
  let some = false;
  for await (const consent of consents) {
    if (!some) print(line('SINCE', 'STATE', 'SOURCE', 'SALESFORCE', 'ADDRESS'));
    some = true;
    const { optedOut, since, source, address } = consent;
    const state = optedOut ? 'unsubscribed' : 'resubscribed';
    print(line(moment(since), state, printable(source), toldText(consent), printable(address)));
  }
  if (!some) say('Nobody is unsubscribed.');
}

function line(since: string, state: string, source: string, told: string, address: string): string {
  return `${since.padEnd(20)}  ${state.padEnd(12)}  ${source.padEnd(12)}  ${told.padEnd(18)}  ${address}`;
}

/** How far Salesforce knows of the last change; a resubscribe is never told. */
export function toldText({ optedOut, told, revision }: StoredConsent): string {
  if (!optedOut) return 'is not told';
  if (told?.revision !== revision) return 'waits';
  return told.records === 1 ? 'told: 1 record' : `told: ${told.records} records`;
}
