import type { Command } from 'commander';
import { z } from 'zod';
import type { SettingView } from '../../settings.ts';
import { action, examples } from '../lib/action.ts';
import { printable, table } from '../lib/format.ts';
import { print, say, writeLines } from '../lib/output.ts';
import { withSettings } from './with-settings.ts';

const options = z.object({ changed: z.boolean().default(false), json: z.boolean().default(false) });

export function addShow(group: Command): void {
  group
    .command('show')
    .argument('[key...]', 'settings; all when none is given')
    .summary('values, defaults, and what each does')
    .description('Shows every setting with its value; those named with what they do and what is allowed.')
    .option('--changed', 'only those that differ from their default')
    .option('--json', 'one JSON document per line')
    .addHelpText(
      'after',
      examples([
        ['settings show', 'all values'],
        ['settings show people.interval', 'one, explained'],
        ['settings show --changed', 'what was changed'],
      ]),
    )
    .action(
      action(options, ({ changed, json }, keys) =>
        withSettings(async (settings) => {
          const views = (await settings.show(keys)).filter((view) => !changed || view.changed);
          if (json) await writeLines(views, process.stdout);
          else if (views.length === 0) say('Everything is at its default.');
          else for (const line of keys.length > 0 ? views.flatMap(explained) : listed(views)) print(line);
          return undefined;
        }),
      ),
    );
}

function listed(views: readonly SettingView[]): string[] {
  const rows = views.map((view) => [view.key, shown(view.text), view.changed ? shown(view.default) : '']);
  return table([['KEY', 'VALUE', views.some(({ changed }) => changed) ? 'DEFAULT' : ''], ...rows]);
}

function explained(view: SettingView): string[] {
  return [
    `${view.key}: ${shown(view.text)}${view.changed ? `, by default ${shown(view.default)}` : ' (the default)'}`,
    `  ${view.effect}`,
    `  Allowed: ${view.allowed}.`,
    `  In Sales Insight Actions: ${view.source}`,
  ];
}

export function shown(text: string): string {
  return text === '' ? '(empty)' : printable(text);
}
