import type { Command } from 'commander';
import { z } from 'zod';
import { AppError } from '../../../model/errors/app-error.ts';
import type { ResubscribePreview } from '../../unsubscribes/index.ts';
import { action, examples } from '../lib/action.ts';
import { confirmed, mustBeAskable } from '../lib/ask.ts';
import { EXIT } from '../lib/exit-codes.ts';
import { count, moment, printable } from '../lib/format.ts';
import { print, say } from '../lib/output.ts';
import { withSession } from '../lib/session.ts';
import { unsubscribesOf } from './access.ts';
import { allAddresses } from './lines.ts';

const options = z.object({
  reason: z.string().default(''),
  yes: z.boolean().default(false),
  json: z.boolean().default(false),
});

export function addResubscribe(group: Command): void {
  group
    .command('resubscribe')
    .argument('[file]', 'addresses, one per line; - for standard input')
    .summary('take unsubscribes back, with a reason')
    .description(
      'The only way back, for admins: whoever does it must be able to show that the person agreed. Salesforce is not told. ' +
        'First it shows which records in Salesforce still say opted out: unless they are cleared there too, the nightly run ' +
        'sets the unsubscribe again.',
    )
    .option('--reason <text>', 'required: how and when the person asked for it')
    .option('--yes', 'do not ask')
    .option('--json', 'results as JSON lines')
    .addHelpText(
      'after',
      examples([
        [
          'unsubscribes resubscribe addresses.txt --reason "asked by phone"',
          'shows what the nightly run will do, then asks',
        ],
      ]),
    )
    .action(
      action(options, async ({ reason, yes, json }, [file = '-']) => {
        if (reason.trim() === '') throw new AppError('unsubscribes.reasonMissing');
        mustBeAskable(yes);
        const addresses = await allAddresses(file);
        return withSession(async (session) => {
          const unsubscribes = await unsubscribesOf(session);
          const previews = await unsubscribes.preview(addresses);
          for (const line of warnings(previews)) say(line);
          if (!(await confirmed(`Resubscribe ${count(addresses.length)} addresses?`, yes))) {
            say('Nothing was changed.');
            return EXIT.failed;
          }
          const results = await unsubscribes.resubscribe(addresses, { reason });
          for (const [index, { address, result }] of results.entries()) {
            const { records = null, comesBack = false } = previews[index] ?? {};
            print(
              json ? JSON.stringify({ address, result, records, comesBack }) : `${printable(address)}: ${said(result)}`,
            );
          }
          return results.some(({ result }) => result === 'notAnAddress') ? EXIT.failed : undefined;
        });
      }),
    );
}

const SAID = {
  resubscribed: 'resubscribed',
  notUnsubscribed: 'was not unsubscribed',
  notAnAddress: 'this is no e-mail address',
} as const;

const said = (result: keyof typeof SAID): string => SAID[result];

/** What the next nightly run will do. */
function warnings(previews: readonly ResubscribePreview[]): string[] {
  if (previews.some(({ records }) => records === null)) {
    return ['Salesforce is not connected here, so nobody could look whether it still says opted out.'];
  }
  return previews.flatMap(({ address, consent, records, comesBack }) => {
    const since = consent?.optedOut === true ? `unsubscribed since ${moment(consent.since)}` : 'not unsubscribed here';
    const found = (records ?? []).map(({ object, id }) => `${object} ${id}`);
    if (found.length === 0) return [`${printable(address)}: ${since}; no record in Salesforce says opted out.`];
    const next = comesBack
      ? 'the nightly run will unsubscribe it again, unless you clear them there too'
      : 'a comparison (unsubscribes reconcile, or the nightly run once it is on) would unsubscribe it again';
    return [`${printable(address)}: ${since}; still opted out in Salesforce: ${found.join(', ')}: ${next}.`];
  });
}
