import type { Command } from 'commander';
import { z } from 'zod';
import type { Seller, SellerStore } from '../../../store/types.ts';
import { action, examples } from '../lib/action.ts';
import { moment, printable } from '../lib/format.ts';
import { print, say, writeLines } from '../lib/output.ts';
import { withSession } from '../lib/session.ts';

const PAGE = 500;
const options = z.object({ json: z.boolean().default(false) });

export function addList(group: Command): void {
  group
    .command('list')
    .summary('every seller, by address')
    .description(
      'Lists the sellers that are known: their Salesforce user, who said so, when, whether their reminder tasks are synced, and their time zone.',
    )
    .option('--json', 'one JSON document per line')
    .addHelpText('after', examples([['sellers list', 'all of them']]))
    .action(
      action(options, ({ json }) =>
        withSession(async ({ store }) => {
          const { sellers } = await store();
          if (json) await writeLines(all(sellers), process.stdout);
          else await show(sellers);
          return undefined;
        }),
      ),
    );
}

async function* all(sellers: SellerStore): AsyncGenerator<Seller> {
  for (let after = ''; ; ) {
    const page = await sellers.list(after, PAGE);
    yield* page;
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.email;
  }
}

/** What varies in length comes last, so that lines can go out as they come. */
async function show(sellers: SellerStore): Promise<void> {
  let some = false;
  for await (const { email, salesforceUserId, timeZone, setBy, asOf, tasks } of all(sellers)) {
    if (!some) print(line('SALESFORCE USER', 'SET BY', 'AS OF', 'TASKS', 'TIME ZONE', 'ADDRESS'));
    some = true;
    const asked = asOf.getTime() === 0 ? 'not asked yet' : moment(asOf);
    const synced = tasks.isOn ? 'synced' : 'off';
    print(
      line(salesforceUserId ?? 'unknown', setBy, asked, synced, printable(timeZone ?? 'unknown'), printable(email)),
    );
  }
  if (!some)
    say('No seller is known yet: Salesforce is asked when one logs an activity. To name one: actions-sync sellers set');
}

function line(user: string, setBy: string, asOf: string, tasks: string, timeZone: string, email: string): string {
  const head = `${user.padEnd(18)}  ${setBy.padEnd(10)}  ${asOf.padEnd(20)}  ${tasks.padEnd(6)}`;
  return `${head}  ${timeZone.padEnd(20)}  ${email}`;
}
