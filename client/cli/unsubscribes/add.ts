import type { Command } from 'commander';
import { z } from 'zod';
import type { AddResult, UnsubscribeRequest } from '../../unsubscribes/index.ts';
import { action, examples } from '../lib/action.ts';
import { EXIT } from '../lib/exit-codes.ts';
import { count } from '../lib/format.ts';
import { print, say } from '../lib/output.ts';
import { withSession } from '../lib/session.ts';
import { unsubscribesOf } from './access.ts';
import { type AddressLine, addressLines } from './lines.ts';

const AT_ONCE = 500;
const options = z.object({
  source: z.enum(['manual', 'link']).default('manual'),
  reason: z.string().optional(),
  json: z.boolean().default(false),
});
type Given = z.output<typeof options>;

type Result = { line: number; address: string | null; result: AddResult['result'] | 'rejected'; problem?: string };

export function addAdd(group: Command): void {
  group
    .command('add')
    .argument('[file]', 'addresses, one per line or as JSON lines with address, source, reason; - for standard input')
    .summary('unsubscribe addresses')
    .description(
      'Unsubscribes addresses at once, and has Salesforce told. One result per line. Adding an address again changes ' +
        'nothing. A wrong line does not hold up the others.',
    )
    .option('--source <source>', 'manual: a user did it; link: the person did, by the link in an email', 'manual')
    .option('--reason <text>', 'kept in the history of each address')
    .option('--json', 'results as JSON lines')
    .addHelpText(
      'after',
      examples([
        ['unsubscribes add addresses.txt', 'a file'],
        ['unsubscribes add --source link < clicked.txt', 'standard input'],
      ]),
    )
    .action(
      action(options, (given, [file = '-']) =>
        withSession(async (session) => {
          const unsubscribes = await unsubscribesOf(session);
          const totals = { unsubscribed: 0, known: 0, rejected: 0 };
          for await (const lines of together(addressLines(file))) {
            const requests = lines.flatMap((line) => ('request' in line ? [withDefaults(line.request, given)] : []));
            const results = (await unsubscribes.add(requests)).values();
            for (const line of lines) {
              const result = resultOf(line, 'request' in line ? results.next().value : undefined);
              totals[result.result === 'notAnAddress' ? 'rejected' : result.result] += 1;
              print(given.json ? JSON.stringify(result) : text(result));
            }
          }
          const { unsubscribed, known, rejected } = totals;
          say(
            `Unsubscribed ${count(unsubscribed)}, known ${count(known)}, rejected ${count(rejected)}.${hint(session.optOuts !== null)}`,
          );
          return rejected === 0 ? undefined : EXIT.failed;
        }),
      ),
    );
}

/** The worker's environment may be another one: this is what is known here. */
const hint = (isConnected: boolean) =>
  isConnected ? '' : ' Salesforce is not connected here; it is told once a worker is.';

function withDefaults(request: UnsubscribeRequest, { source, reason }: Given): UnsubscribeRequest {
  return { source, reason, ...request };
}

function resultOf(line: AddressLine, added: AddResult | undefined): Result {
  if ('problem' in line) return { line: line.line, address: null, result: 'rejected', problem: line.problem };
  return { line: line.line, address: line.request.address, result: added?.result ?? 'notAnAddress' };
}

/** Without the address: the line says which it is. */
function text({ line, result, problem }: Result): string {
  if (result === 'notAnAddress') return `line ${line}: rejected: this is no e-mail address`;
  return problem === undefined ? `line ${line}: ${result}` : `line ${line}: rejected: ${problem}`;
}

async function* together<T>(lines: AsyncIterable<T>): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const line of lines) {
    batch.push(line);
    if (batch.length < AT_ONCE) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
