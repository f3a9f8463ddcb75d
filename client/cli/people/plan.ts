import type { Command } from 'commander';
import { z } from 'zod';
import { action, examples } from '../lib/action.ts';
import { print, printJson, say } from '../lib/output.ts';
import { withSession } from '../lib/session.ts';
import { styleFor } from '../lib/style.ts';
import { planScreen } from './plan-screen.ts';
import { planView } from './plan-view.ts';
import { addStrategyOptions, MARKETO_VARIABLES, makePlan, planOptions, strategyOptions } from './planning.ts';

const options = strategyOptions.extend({ json: z.boolean().default(false) });

export function addPlan(group: Command): void {
  addStrategyOptions(
    group
      .command('plan')
      .summary('what reading everyone would cost, by each strategy')
      .description(
        'Asks Marketo about 30 times and says which fields there are, how many people to expect, and what each strategy ' +
          'costs: calls, the share of today, time. Starts and writes nothing. ' +
          'ids: every id, 300 a call; bulk: exports; crm: the people of owned Salesforce records.',
      ),
  )
    .option('--json', 'one JSON document')
    .addHelpText(
      'after',
      examples([
        ['people plan', 'all strategies, and which one is picked'],
        ['people plan --strategy bulk --no-smart-list', 'as if exports by time were asked for'],
        ['people plan --json | jq .pick', 'for scripts'],
      ]),
    )
    .action(
      action(options, ({ json, ...given }) => {
        const wanted = planOptions(given);
        return withSession(async (session) => {
          const { plan, calls } = await makePlan(session, wanted);
          const { initial } = await (await session.store()).peopleState.get();
          const view = planView({ plan, calls, options: wanted, initial });
          if (json) printJson(view);
          else {
            for (const line of planScreen(view, styleFor(process.stdout))) print(line);
            say(`Planning took ${calls} calls to Marketo and wrote nothing.`);
            say(`Next: ${view.next}`);
          }
          return undefined;
        }, MARKETO_VARIABLES);
      }),
    );
}
