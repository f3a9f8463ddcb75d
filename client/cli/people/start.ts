import type { Command } from 'commander';
import { z } from 'zod';
import type { PeopleState } from '../../../store/types.ts';
import { action, examples } from '../lib/action.ts';
import { confirmed } from '../lib/ask.ts';
import { say } from '../lib/output.ts';
import { type Session, withSession } from '../lib/session.ts';
import { waitForInitial } from './wait.ts';

const options = z.object({
  again: z.boolean().default(false),
  wait: z.boolean().default(false),
  yes: z.boolean().default(false),
});

const SAID = {
  started: 'Started: everyone is read once, changes are followed from now on.',
  alreadyRunning: 'It runs already; nothing changed.',
  alreadyComplete: 'Everyone was read already; changes are followed. `--again` reads everyone once more.',
};

export function addStart(group: Command): void {
  group
    .command('start')
    .summary('read everyone once, then follow changes')
    .description(
      'Starts the people sync: everyone in Marketo is read once, and every change from now on. It goes on by itself in ' +
        'the worker, survives restarts, and asks before it begins. What runs already is left alone; a cancelled start goes on.',
    )
    .option('--again', 'read everyone once more although that was done')
    .option('--wait', 'stay until everyone has been read, with progress on stderr')
    .option('--yes', 'do not ask')
    .addHelpText(
      'after',
      examples([
        ['people start', 'start and return'],
        ['people start --wait --yes', 'for scripts: exit 0 when everyone has been read'],
        ['people start --again', 'read everyone once more'],
      ]),
    )
    .action(action(options, (given) => withSession((session) => start(session, given))));
}

async function start(session: Session, { again, wait, yes }: z.output<typeof options>): Promise<number | undefined> {
  const store = await session.store();
  const state = await store.peopleState.get();
  if (willRead(state, again)) {
    const day = session.limits.dayCalls.toLocaleString('en');
    const question = `Read everyone in Marketo into ${session.env.MONGODB_DB}? Each 300 ids take one call; at most ${day} calls a day.`;
    if (!(await confirmed(question, yes))) {
      say('Nothing was started.');
      return 1;
    }
  }
  const client = await session.client();
  say(SAID[await client.people.start({ again })]);
  const { countWorkers } = await import('../lib/workers.ts');
  const { workers } = await countWorkers(await session.temporal(), session.env.ACTIONS_SYNC_INSTANCE);
  if (workers === 0) say('No worker is running, so nothing happens yet: actions-sync worker');
  if (!wait) {
    say('Follow it: actions-sync people status --watch');
    return undefined;
  }
  return waitForInitial(session, state.troubles);
}

function willRead({ initial }: PeopleState, again: boolean): boolean {
  return initial === 'none' || initial === 'cancelled' || (initial === 'complete' && again);
}
