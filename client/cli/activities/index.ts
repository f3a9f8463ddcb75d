import type { Command } from 'commander';
import { addActivitiesExport } from './export.ts';
import { addLog } from './log.ts';
import { addActivityShow } from './show.ts';

export function addActivities(program: Command): void {
  const group = program
    .command('activities')
    .summary('log, look up and export sales activities')
    .helpCommand(false)
    .description('Sales activities: what sellers do, logged in Marketo and, where it is switched on, in Salesforce.')
    .usage('<subcommand> [options]');
  for (const add of [addLog, addActivityShow, addActivitiesExport]) add(group);
}
