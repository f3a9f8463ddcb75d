import type { Command } from 'commander';
import { addAlertsList } from './list.ts';
import { addAlertsTest } from './test.ts';

export function addAlerts(program: Command): void {
  const group = program
    .command('alerts')
    .summary('what needs somebody now')
    .helpCommand(false)
    .description(
      'What the workers have seen that needs somebody, and the webhook that is told of it (docs/alerts.md).',
    );
  addAlertsList(group);
  addAlertsTest(group);
}
