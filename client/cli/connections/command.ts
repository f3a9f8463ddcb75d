import type { Command } from 'commander';
import { addCheck } from './check.ts';
import { addConnect } from './connect.ts';
import { addList } from './list.ts';
import { addRemove } from './remove.ts';
import { addRotateKeys } from './rotate-keys.ts';

export function addConnections(program: Command): void {
  const group = program
    .command('connections')
    .summary('sellers’ own connections to Salesforce')
    .helpCommand(false)
    .description(
      'Connections that sellers make to Salesforce as themselves, beside the integration user’s (docs/secrets.md). Tokens ' +
        'are stored encrypted with ACTIONS_SYNC_MASTER_KEYS.',
    );
  addConnect(group);
  addList(group);
  addCheck(group);
  addRemove(group);
  addRotateKeys(group);
}
