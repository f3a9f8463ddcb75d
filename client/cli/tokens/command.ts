import type { Command } from 'commander';
import { addCreate } from './create.ts';
import { addLink } from './link.ts';
import { addList } from './list.ts';
import { addRevoke } from './revoke.ts';

export function addTokens(program: Command): void {
  const group = program
    .command('tokens')
    .summary('who may call the HTTP API and open the console')
    .helpCommand(false)
    .description(
      'Tokens of the HTTP API, stored as hashes alone. viewer looks; operator starts, stops, logs and repairs; admin ' +
        'decides on settings, erasures, approvals and tokens (docs/api-access.md).',
    );
  for (const add of [addCreate, addList, addRevoke, addLink]) add(group);
}
