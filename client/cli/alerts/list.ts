import type { Command } from 'commander';
import { z } from 'zod';
import { type AlertView, createAlerts } from '../../alerts/index.ts';
import { action, examples } from '../lib/action.ts';
import { ago, table } from '../lib/format.ts';
import { print, say, writeLines } from '../lib/output.ts';
import { withSession } from '../lib/session.ts';
import { type Style, styleFor } from '../lib/style.ts';

const options = z.object({ json: z.boolean().default(false) });

export function addAlertsList(group: Command): void {
  group
    .command('list')
    .summary('what fires now, since when, with cause and fix')
    .description(
      'Lists the alerts that fire now, the longest first: since when, how much where that is measured, cause and fix.',
    )
    .option('--json', 'one JSON document per line')
    .addHelpText('after', examples([['alerts list', 'what fires now']]))
    .action(
      action(options, ({ json }) =>
        withSession(async (session) => {
          const firing = await createAlerts({ store: await session.store() }).list();
          if (json) {
            await writeLines(firing, process.stdout);
            return undefined;
          }
          const style = styleFor(process.stdout);
          for (const alert of firing) for (const line of alertLines(alert, new Date(), style)) print(line);
          if (firing.length === 0) say('Nothing fires.');
          return undefined;
        }),
      ),
    );
}

export function alertLines(alert: AlertView, now: Date, style: Style): string[] {
  return [
    style.bad(alert.summary),
    ...table(
      [
        ['Alert', `${alert.alert} (${alert.key})`],
        ['Since', ago(alert.since, now)],
        ['Cause', alert.cause],
        ['Fix', alert.fix],
        ...(alert.undelivered === 0 ? [] : [['Webhook', 'has not taken it yet']]),
      ],
      '  ',
    ),
  ];
}
