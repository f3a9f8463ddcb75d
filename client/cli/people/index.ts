import type { Command } from 'commander';
import { addErase } from './erase.ts';
import { addExplain } from './explain-command.ts';
import { addExport } from './export.ts';
import { addFind } from './find.ts';
import { addPlan } from './plan.ts';
import { addReconcile } from './reconcile.ts';
import { addResync } from './resync.ts';
import { addShow } from './show.ts';
import { addStart } from './start.ts';
import { addPeopleStatus } from './status.ts';
import { addSteering } from './steer.ts';

export function addPeople(program: Command): void {
  const people = program
    .command('people')
    .summary('sync, steer, look up and export people')
    .helpCommand(false)
    .description('People: everyone in Marketo with a sales owner, kept in MongoDB.')
    .usage('<subcommand> [options]');
  people.commandsGroup('Sync:');
  addPlan(people);
  addStart(people);
  addPeopleStatus(people);
  addSteering(people);
  addReconcile(people);
  people.commandsGroup('One person:');
  for (const add of [addShow, addExplain, addFind, addResync, addErase]) add(people);
  people.commandsGroup('All of them:');
  addExport(people);
}
