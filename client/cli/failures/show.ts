import type { Command } from 'commander';
import { z } from 'zod';
import { AppError } from '../../../model/errors/app-error.ts';
import { isErrorKey } from '../../../model/errors/registry.ts';
import { errorText } from '../../../model/errors/text.ts';
import type { FailureRecord, FailureSelection, Failures } from '../../failures/index.ts';
import { action, examples, whole } from '../lib/action.ts';
import { count } from '../lib/format.ts';
import { print, say, writeLines } from '../lib/output.ts';
import { withSession } from '../lib/session.ts';
import { failuresOf } from './access.ts';
import { headLine, remedyLines } from './lines.ts';
import { recordLine } from './record-line.ts';
import { recordId, selectionOptions, vendor } from './selection.ts';

const { vendor: ofVendor } = selectionOptions;
const options = z.object({ json: z.boolean().default(false), limit: z.number(), vendor: ofVendor });

export function addShow(group: Command): void {
  group
    .command('show')
    .argument('<key-or-id>', 'an error’s key, or the id of a sales activity or reminder task')
    .summary('the records behind one error')
    .description(
      'Shows what failed with one error, or how one sales activity or reminder task failed: ids, times and tries alone. ' +
        'Unsubscribed addresses are told by the people who have them.',
    )
    .option('--vendor <name>', 'records of marketo or salesforce alone', vendor)
    .option('--limit <n>', 'at most so many', whole(1, 10_000_000), 50)
    .option('--json', 'one JSON document per line')
    .addHelpText(
      'after',
      examples([
        ['failures show activity.personUnknown', 'all that failed with it'],
        ['failures show activity.personUnknown --json --limit 1000000', 'for a program'],
        ['failures show call-4711', 'one activity'],
      ]),
    )
    .action(
      action(options, ({ json, limit, vendor: of }, [subject = '']) =>
        withSession(async (session) => {
          const failures = await failuresOf(session);
          const wanted = { ...(await resolve(failures, subject)), vendor: of };
          const rows = first(failures.show(wanted), limit);
          const found = json ? await writeLines(told(rows), process.stdout) : await screen(rows);
          if (found === 0) throw new AppError('activity.notFailed', { details: { asked: subject } });
          if (!json) await sayNext(failures, wanted, found);
          return undefined;
        }),
      ),
    );
}

/** A key of this version, or one that something has failed with; anything else is the id of an activity or task. */
async function resolve(failures: Failures, subject: string): Promise<FailureSelection> {
  if (isErrorKey(subject)) return { key: subject };
  if ((await failures.list()).some(({ key }) => key === subject)) return { key: subject };
  return { ids: [recordId(subject)] };
}

async function* first<T>(rows: AsyncIterable<T>, limit: number): AsyncGenerator<T> {
  let given = 0;
  for await (const row of rows) {
    yield row;
    given += 1;
    if (given >= limit) return;
  }
}

async function* told(rows: AsyncIterable<FailureRecord>): AsyncGenerator<unknown> {
  for await (const row of rows) yield row.of === 'flow' ? { ...row, ...errorText(row.key) } : row;
}

/** With one key it is said once, on top. @returns how many lines there were */
async function screen(rows: AsyncIterable<FailureRecord>): Promise<number> {
  let found = 0;
  let head: string | null = null;
  for await (const row of rows) {
    if (head !== row.key) for (const line of [headLine(row.key), ...remedyLines(row.key)]) print(line);
    head = row.key;
    found += 1;
    print(recordLine(row));
  }
  return found;
}

async function sayNext(failures: Failures, wanted: FailureSelection, found: number): Promise<void> {
  const counts = await failures.count(wanted);
  const all = Object.values(counts).reduce((sum, value) => sum + value, 0);
  if (all > found) say(`These are ${count(found)} of ${count(all)}: give --limit for more.`);
  const fields = [
    ...(counts.salesActivities > 0 ? ['actions-sync activities show ID'] : []),
    ...(counts.tasks > 0 ? ['actions-sync tasks show ID'] : []),
    ...(counts.addresses > 0 ? ['actions-sync people show ID'] : []),
  ];
  if (fields.length > 0) say(`Their fields: ${fields.join(', ')}`);
  say(`Once the cause is gone: actions-sync failures retry ${wanted.ids?.[0] ?? `--key ${wanted.key ?? ''}`}`);
}
