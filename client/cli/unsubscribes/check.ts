import type { Command } from 'commander';
import { z } from 'zod';
import type { MailAnswer } from '../../../model/mail-check/answer.ts';
import { createCheck } from '../../check/index.ts';
import { action, examples } from '../lib/action.ts';
import { EXIT } from '../lib/exit-codes.ts';
import { openMarketo } from '../lib/marketo.ts';
import { usage } from '../lib/normalize.ts';
import { print, say } from '../lib/output.ts';
import { type Session, withSession } from '../lib/session.ts';
import { answerLine, HEADER, Totals } from './check-screen.ts';
import { addressLines } from './lines.ts';

/** Ten calls' worth: memory is bounded, and Marketo's slots are full. */
const AT_ONCE = 3_000;
const options = z.object({ nonCommercial: z.boolean().default(false), json: z.boolean().default(false) });

export function addCheck(group: Command): void {
  group
    .command('check')
    .argument('[file]', 'addresses, one per line; - for standard input')
    .summary('may these addresses be mailed now')
    .description(
      'Checks addresses as the sales app does before it sends: blocked domains, our own unsubscribes, then Marketo, live ' +
        '(check.marketo). Changes nothing. One line for each address, in order. Exit 3 when one could not be answered.',
    )
    .option('--non-commercial', 'for an email that is not advertising: unsubscribes don’t count')
    .option('--json', 'one JSON document per line')
    .addHelpText(
      'after',
      examples([
        ['unsubscribes check addresses.txt', 'a file'],
        ['unsubscribes check --json < addresses.txt', 'standard input, for a script'],
      ]),
    )
    .action(action(options, (given, [file = '-']) => withSession((session) => check(session, file, given))));
}

async function check(session: Session, file: string, { nonCommercial, json }: z.output<typeof options>) {
  const store = await session.store();
  const marketo = await openMarketo(session.env, store);
  try {
    const { mayEmail } = createCheck({ store, marketo });
    const totals = new Totals();
    for await (const addresses of parts(file)) {
      const answers = await mayEmail(addresses, { commercial: !nonCommercial });
      if (totals.asked === 0 && !json) print(HEADER);
      for (const answer of answers) {
        print(json ? JSON.stringify(answer satisfies MailAnswer) : answerLine(answer));
        totals.add(answer);
      }
    }
    if (totals.asked === 0)
      throw usage('no address was given', 'Give a file with one per line, or - for standard input.');
    for (const line of totals.lines()) say(line);
    return totals.unavailable > 0 ? EXIT.unreachable : undefined;
  } finally {
    await marketo?.close();
  }
}

async function* parts(file: string): AsyncGenerator<string[]> {
  let part: string[] = [];
  for await (const one of addressLines(file)) {
    if ('problem' in one) throw usage(`line ${one.line} ${one.problem}`);
    part.push(one.request.address);
    if (part.length < AT_ONCE) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}
