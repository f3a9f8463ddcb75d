import type { Command } from 'commander';
import { addChanging } from './change.ts';
import { addFiles } from './file.ts';
import { addHistory } from './history.ts';
import { addShow } from './show.ts';

export function addSettings(program: Command): void {
  const group = program
    .command('settings')
    .summary('look at and change what the sync does')
    .helpCommand(false)
    .description('Settings are kept in MongoDB, the same for every worker. They act within seconds; docs/settings.md.');
  for (const add of [addShow, addChanging, addHistory, addFiles]) add(group);
}
