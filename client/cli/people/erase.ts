import type { Command } from 'commander';
import { z } from 'zod';
import type { ErasedCounts } from '../../../model/erasure.ts';
import { action, examples } from '../lib/action.ts';
import { confirmed, mustBeAskable } from '../lib/ask.ts';
import { table } from '../lib/format.ts';
import { print, printJson, say } from '../lib/output.ts';
import { personId } from '../lib/person-id.ts';
import { userName, withSession } from '../lib/session.ts';

const options = z.object({
  reason: z.string(),
  dryRun: z.boolean().default(false),
  yes: z.boolean().default(false),
  json: z.boolean().default(false),
});

export function addErase(group: Command): void {
  group
    .command('erase')
    .argument('<id...>', 'Marketo IDs')
    .summary('remove all personal data of a person, for good')
    .description(
      'Removes what is stored of these people, and of whoever was merged with them, for good: only the id stays, so that nothing brings them back. Marketo and Salesforce are not touched: erase them there too.',
    )
    .requiredOption(
      '--reason <text>',
      'why, for the audit log; it stays, so write nothing personal: a request’s number',
    )
    .option('--dry-run', 'say what would go, and change nothing')
    .option('--yes', 'do not ask')
    .option('--json', 'one JSON document')
    .addHelpText(
      'after',
      examples([
        ['people erase 1001 --reason "request 4711" --dry-run', 'what would go, in counts'],
        ['people erase 1001 --reason "request 4711"', 'asks, then erases'],
      ]),
    )
    .action(
      action(options, async ({ reason, dryRun, yes, json }, args) => {
        const { createErasure } = await import('../../people/erase.ts');
        const given = args.map(personId);
        if (!dryRun) mustBeAskable(yes);
        return withSession(async ({ store: open }) => {
          const store = await open();
          const { erase, preview } = createErasure({ store, by: userName() });
          const { ids, erased, counts } = await preview(given);
          if (dryRun) {
            if (json) printJson({ dryRun, ids, alreadyErased: erased, counts });
            else for (const line of [`Would erase ${idsText(ids, given)}:`, ...screen(counts)]) print(line);
            return undefined;
          }
          if (!yes) for (const line of [`Erasing ${idsText(ids, given)}:`, ...screen(counts)]) say(line);
          if (!(await confirmed('Erase this for good? Nothing can bring it back.', yes))) {
            say('Nothing was changed.');
            return 1;
          }
          const { removed } = await erase(ids, { reason });
          if (json) printJson({ dryRun, ids, alreadyErased: erased, counts: removed });
          else {
            for (const line of [`Erased ${idsText(ids, given)}:`, ...screen(removed)]) print(line);
            say('Housekeeping looks again after 1 h and 24 h for what was being written meanwhile.');
          }
          return undefined;
        });
      }),
    );
}

function idsText(ids: readonly number[], given: readonly number[]): string {
  const merged = ids.filter((id) => !given.includes(id));
  const list = given.join(', ');
  return merged.length === 0
    ? list
    : `${list} and, merged with ${given.length === 1 ? 'it' : 'them'}, ${merged.join(', ')}`;
}

const WORDS: Record<keyof ErasedCounts, string> = {
  people: 'personal data of people',
  history: 'changes of people',
  activities: 'contents of sales activities',
  branches: 'sales activities not to be sent any more',
  tasks: 'texts of reminder tasks; Salesforce keeps its own',
  panels: 'stored panels',
  suspects: 'notes of the sync',
  optOuts: 'unsubscribed addresses, kept as fingerprints',
};

function screen(counts: ErasedCounts): string[] {
  const rows = (Object.keys(WORDS) as (keyof ErasedCounts)[]).map((name) => [String(counts[name]), WORDS[name]]);
  return table(rows, '  ');
}
