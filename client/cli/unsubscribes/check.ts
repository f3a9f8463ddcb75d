import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { Command } from 'commander';
import { z } from 'zod';
import type { MailAnswer } from '../../../model/mail-check/answer.ts';
import { createCheck } from '../../check/index.ts';
import { action, examples } from '../lib/action.ts';
import { EXIT } from '../lib/exit-codes.ts';
import { openInput } from '../lib/input-file.ts';
import { openMarketo } from '../lib/marketo.ts';
import { usage } from '../lib/normalize.ts';
import { print, say } from '../lib/output.ts';
import { type Session, withSession } from '../lib/session.ts';
import { answerLine, HEADER, Totals } from './check-screen.ts';

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
    // Taken here instead of by commander, so that an address is refused with the way to give it.
    .allowExcessArguments()
    .addHelpText(
      'after',
      examples([
        ['unsubscribes check addresses.txt', 'a file'],
        ['unsubscribes check --json < addresses.txt', 'standard input, for a script'],
      ]),
    )
    .action(
      action(options, (given, args) => {
        const file = fileOf(args);
        return withSession((session) => check(session, file, given));
      }),
    );
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

function fileOf([file = '-', ...more]: readonly string[]): string {
  if (more.length === 0 && !file.includes('@')) return file;
  throw usage('addresses are not taken as arguments', 'Give a file with one per line, or - for standard input.');
}

async function* parts(file: string): AsyncGenerator<string[]> {
  if (file === '-' && process.stdin.isTTY) say('E-mail addresses, one per line; end with Ctrl-D:');
  const input = await openInput(file);
  let part: string[] = [];
  for await (const text of createInterface({ input: Readable.from(input), terminal: false })) {
    const address = text.replace(/^\uFEFF/, '').trim();
    if (address === '') continue;
    part.push(address);
    if (part.length < AT_ONCE) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}
