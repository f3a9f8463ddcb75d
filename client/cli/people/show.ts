import type { Command } from 'commander';
import { z } from 'zod';
import { AppError } from '../../../model/errors/app-error.ts';
import { lookUp, type PersonEvidence } from '../../people/lookup.ts';
import { personLine } from '../../people/person-line.ts';
import { action, examples } from '../lib/action.ts';
import { print, printJson, say } from '../lib/output.ts';
import { personId } from '../lib/person-id.ts';
import { withSession } from '../lib/session.ts';
import { styleFor } from '../lib/style.ts';
import { personScreen } from './person-screen.ts';

const options = z.object({ json: z.boolean().default(false) });

export function addShow(group: Command): void {
  group
    .command('show')
    .argument('<id>', 'Marketo ID')
    .summary('one person and what changed when')
    .description('Shows what is stored of one person: state, fields, and each change with its reason.')
    .option('--json', 'one JSON document')
    .addHelpText(
      'after',
      examples([
        ['people show 1001', 'record and history'],
        ['people show 1001 --json', 'for scripts'],
      ]),
    )
    .action(
      action(options, ({ json }, [given]) => {
        const id = personId(given);
        return withSession(async ({ store }) => {
          const found = await lookUp(await store(), id);
          if (found.person?.marketo === undefined) throw new AppError('person.unknown', { details: { marketoId: id } });
          if (json) printJson(personDocument(found));
          else {
            for (const line of personScreen(found, styleFor(process.stdout))) print(line);
            say(`Why: actions-sync people explain ${id}`);
          }
          return undefined;
        });
      }),
    );
}

/** The document of `people show --json`: an export line, and what stands behind it. */
export function personDocument({ person, history, suspects, erasure }: PersonEvidence) {
  return {
    ...(person === null ? {} : personLine(person)),
    evidence: person?.marketo?.evidence ?? null,
    leftAt: person?.marketo?.leftAt ?? null,
    reason: person?.marketo?.reason ?? null,
    mergedInto: person?.alias?.winner ?? null,
    firstSeen: person?.firstSeen ?? null,
    erased: erasure === null ? null : { at: erasure.at, by: erasure.by, reason: erasure.reason },
    suspects,
    history: history.map(({ at, ticket, evidence, changes }) => ({ at, asOf: ticket, evidence, changes })),
  };
}
