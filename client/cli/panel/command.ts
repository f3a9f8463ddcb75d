import type { Command } from 'commander';
import { z } from 'zod';
import type { Environment } from '../../../model/env.ts';
import { isPanelKind, PANEL_KINDS, type PanelKind } from '../../../model/panel/kinds.ts';
import { PANEL_MOST_WEEKS } from '../../../model/panel/limits.ts';
import type { QuotaLedger } from '../../../model/ports.ts';
import type { Panel, PanelTarget } from '../../panel/types.ts';
import { action, examples, whole } from '../lib/action.ts';
import { EXIT } from '../lib/exit-codes.ts';
import { usage } from '../lib/normalize.ts';
import { print, printJson, say } from '../lib/output.ts';
import { personId } from '../lib/person-id.ts';
import { limitsOf, type Session, withSession } from '../lib/session.ts';
import { styleFor } from '../lib/style.ts';
import { ageLine, gapLines, panelScreen } from './screen.ts';

const options = z.object({
  account: z.string().optional(),
  opportunity: z.string().optional(),
  layer: z.string().optional(),
  weeks: z.number().optional(),
  kinds: z.string().optional(),
  timeZone: z.string().default('UTC'),
  json: z.boolean().default(false),
});
type Options = z.output<typeof options>;

export function addPanel(program: Command): void {
  program
    .command('panel')
    .argument('[person]', 'Marketo ID')
    .summary('what a person, account or opportunity did, by week')
    .description(
      'Shows the activities of the last 90 days, newest first: what we logged, and what Marketo knows, which is asked live. ' +
        'What can’t be shown, or is older, is said. Over 800 people are refused.',
    )
    .option('--account <id>', 'everyone of a Salesforce account (001…)')
    .option('--opportunity <id>', 'the contacts of a Salesforce opportunity (006…)')
    .option('--layer <layer>', 'account: of a contact, everyone of the account too')
    .option('--weeks <n>', 'the newest weeks alone', whole(1, PANEL_MOST_WEEKS))
    .option('--kinds <list>', 'these kinds alone, separated by commas')
    .option('--time-zone <zone>', 'where weeks begin, such as Europe/Berlin (default UTC)')
    .option('--json', 'one JSON document')
    .addHelpText(
      'after',
      `${examples([
        ['panel 1001', 'one person'],
        ['panel 1001 --layer account --weeks 2', 'with everyone of the account'],
        ['panel --account 001D000000IqhSLIAZ --json', 'for scripts'],
      ])}\n\nKinds: ${PANEL_KINDS.join(', ')}`,
    )
    .action(
      action(options, (given, [person]) => {
        const target = targetOf(given, person);
        const { layer, kinds, weeks, timeZone, json } = given;
        if (layer !== undefined && layer !== 'account') throw usage(`'${layer}' is no layer`, 'Give --layer account.');
        const wanted = { layer, kinds: kindsOf(kinds), weeks, timeZone } as const;
        return withSession(async (session) => {
          const panel = await load(session, target, wanted);
          if (json) printJson(panel);
          else for (const line of panelScreen(panel, timeZone, styleFor(process.stdout))) print(line);
          tell(panel);
          return isEmptyHanded(panel) ? EXIT.unreachable : undefined;
        });
      }),
    );
}

function targetOf({ account, opportunity }: Options, person: string | undefined): PanelTarget {
  const given = [person, account, opportunity].filter((one) => one !== undefined);
  if (given.length !== 1)
    throw usage('one person, account or opportunity is needed', 'Give an id, --account or --opportunity.');
  if (account !== undefined) return { account };
  return opportunity === undefined ? { person: personId(person) } : { opportunity };
}

function kindsOf(list: string | undefined): PanelKind[] | undefined {
  if (list === undefined) return undefined;
  const names = list.split(',').map((name) => name.trim());
  const wrong = names.find((name) => !isPanelKind(name));
  if (wrong !== undefined) throw usage(`'${wrong}' is no kind`, `Give some of ${PANEL_KINDS.join(', ')}.`);
  return names.filter(isPanelKind);
}

async function load({ env, store: open }: Session, target: PanelTarget, wanted: object): Promise<Panel> {
  const [store, { createPanel }] = await Promise.all([open(), import('../../panel/index.ts')]);
  const [marketo, salesforce] = await Promise.all([
    marketoOf(env, store.quota.ledger(limitsOf(env))),
    'opportunity' in target ? salesforceOf(env) : undefined,
  ]);
  try {
    return await createPanel({ store, instance: env.ACTIONS_SYNC_INSTANCE, marketo, salesforce })(target, wanted);
  } finally {
    await Promise.all([marketo?.close(), salesforce?.close()]);
  }
}

async function marketoOf(env: Environment, ledger: QuotaLedger) {
  const { MARKETO_BASE_URL: baseUrl, MARKETO_CLIENT_ID: clientId, MARKETO_CLIENT_SECRET: clientSecret } = env;
  if (baseUrl === undefined || clientId === undefined || clientSecret === undefined) return undefined;
  const { createMarketoClient } = await import('../../../marketo/index.ts');
  return createMarketoClient({ baseUrl, clientId, clientSecret, ledger });
}

async function salesforceOf(env: Environment) {
  const { openSalesforce } = await import('../../../worker/salesforce.ts');
  return openSalesforce(env) ?? undefined;
}

function tell(panel: Panel): void {
  say(ageLine(panel, new Date()));
  for (const line of gapLines(panel.missing)) say(line);
}

/** Nothing to show, and not for lack of activities. */
function isEmptyHanded({ rowsShown, missing }: Panel): boolean {
  return (
    rowsShown === 0 &&
    missing.some(({ what, neverRead }) => (what === 'marketing' || what === 'sales') && neverRead > 0)
  );
}
