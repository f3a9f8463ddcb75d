import { type Command, Option } from 'commander';
import { z } from 'zod';
import { isDone } from '../../../model/activity-types/standing.ts';
import { findingLines } from '../doctor/lines.ts';
import { action, examples } from '../lib/action.ts';
import { print, printJson, say } from '../lib/output.ts';
import { type Session, userName, withSession } from '../lib/session.ts';
import { styleFor } from '../lib/style.ts';

const LAYOUTS = ['eight', 'compact'] as const;
const options = z.object({
  dryRun: z.boolean().default(false),
  layout: z.enum(LAYOUTS).nullable().default(null),
  json: z.boolean().default(false),
});
type Options = z.output<typeof options>;

const NEEDS = ['MARKETO_BASE_URL', 'MARKETO_CLIENT_ID', 'MARKETO_CLIENT_SECRET'] as const;

export function addSetupMarketo(group: Command): void {
  group
    .command('marketo')
    .summary('custom activity types')
    .description(
      'Creates and approves the custom activity types that sales activities are logged as, where they are missing: eight, ' +
        'one for each kind, where the instance has the places (10, shared by all integrations), else one for all. Which of ' +
        'the two is permanent. Types of others are not touched. The API user’s role needs the permissions Read-Write ' +
        'Activity Metadata and Read-Write Activity.',
    )
    .option('--dry-run', 'only say what would be created')
    .addOption(
      new Option('--layout <layout>', 'eight types or one for all; what fits where it is left out').choices(LAYOUTS),
    )
    .option('--json', 'one JSON document')
    .addHelpText(
      'after',
      examples([
        ['setup marketo --dry-run', 'see each type, trigger, filter and attribute'],
        ['setup marketo', 'do; what a run could not finish, the next one does'],
      ]),
    )
    .action(action(options, (given) => withSession((session) => setUp(session, given), NEEDS)));
}

async function setUp(session: Session, { dryRun, layout, json }: Options): Promise<undefined> {
  const [{ setUpMarketo }, { checkMailCheck }, { layoutLine, setupView, workLines }, { peopleDeps }] =
    await Promise.all([
      import('./marketo.ts'),
      import('../doctor/marketo/mail-check.ts'),
      import('./marketo-screen.ts'),
      import('../../../worker/deps.ts'),
    ]);
  const store = await session.store();
  const deps = peopleDeps(session.env, store);
  try {
    const told = json ? say : print;
    const result = await setUpMarketo({
      marketo: deps.marketo,
      store,
      by: userName(),
      dryRun,
      layout,
      onDone: (work) => {
        for (const line of workLines(work, dryRun)) told(line);
      },
    });
    if (json) printJson(setupView(result, dryRun));
    else print(layoutLine(result.layout));
    if (dryRun && !json) for (const work of result.works) for (const line of workLines(work, dryRun)) print(line);
    if (result.works.every(isDone)) say('All types are there and approved; nothing to do.');
    else if (dryRun) say('Nothing was changed (--dry-run).');
    const findings = await checkMailCheck(deps.marketo, () => store.settings.check());
    for (const one of findings.filter(({ status }) => status !== 'ok' && status !== 'skipped')) {
      for (const line of findingLines(one, styleFor(process.stderr))) say(line);
    }
    return undefined;
  } finally {
    await deps.close();
  }
}
