import type { Command } from 'commander';
import { z } from 'zod';
import { explain } from '../../people/explain.ts';
import { lookUp } from '../../people/lookup.ts';
import { action, examples } from '../lib/action.ts';
import { printable } from '../lib/format.ts';
import { print, printJson, say } from '../lib/output.ts';
import { personId } from '../lib/person-id.ts';
import { withSession } from '../lib/session.ts';

const options = z.object({ json: z.boolean().default(false) });

export function addExplain(group: Command): void {
  group
    .command('explain')
    .argument('<id>', 'Marketo ID')
    .summary('why a person is here or not')
    .description('Says in plain words why this person is in the visible set or not, from stored evidence.')
    .option('--json', 'one JSON document: here, because, sentences')
    .addHelpText('after', examples([['people explain 1001', 'from stored evidence; asks Marketo nothing']]))
    .action(
      action(options, ({ json }, [given]) => {
        const id = personId(given);
        return withSession(async ({ store }) => {
          const explanation = explain(await lookUp(await store(), id));
          if (json) printJson({ marketoId: id, ...explanation });
          else {
            for (const sentence of explanation.sentences) print(printable(sentence));
            if (explanation.next !== null) say(`Next: ${explanation.next}`);
          }
          return undefined;
        });
      }),
    );
}
