import type { Command } from 'commander';
import { z } from 'zod';
import { readEnvironment } from '../../../model/env.ts';
import { AppError } from '../../../model/errors/app-error.ts';
import { action, examples } from '../lib/action.ts';
import { confirmed } from '../lib/ask.ts';
import { count } from '../lib/format.ts';
import { say } from '../lib/output.ts';
import { type Session, withSession } from '../lib/session.ts';

const yes = z.object({ yes: z.boolean().default(false) });
const MARKETO = ['MARKETO_BASE_URL', 'MARKETO_CLIENT_ID', 'MARKETO_CLIENT_SECRET'] as const;

export function addRepair(program: Command): void {
  const group = program
    .command('repair')
    .summary('go on after a restored database or a moved Marketo instance')
    .helpCommand(false)
    .description('Goes on safely where the sync has stopped because something around it was exchanged.');
  group
    .command('restore')
    .summary('go on after MongoDB was restored from a backup')
    .description(
      'Run it after restoring MongoDB. Lifts the tickets above all that were given out, forgets what Temporal remembers ' +
        'of the newer database, and compares everyone with Marketo: who was changed or deleted since the backup is found. ' +
        'Before anything goes out, every opt-out of Salesforce is read: what was unsubscribed here since the backup and ' +
        'not told there yet is lost.',
    )
    .option('--yes', 'do not ask')
    .addHelpText('after', examples([['repair restore', 'asks first']]))
    .action(action(yes, (given) => withSession((session) => restore(session, given.yes))));
  group
    .command('instance')
    .summary('go on after the Marketo instance has moved to another address')
    .description(
      'Run it when MARKETO_BASE_URL names the new address. Asks there for a few hundred of the people stored: when nearly ' +
        'all come back with mostly the same values it is the same instance, and the sync goes on with a comparison of ' +
        'everyone. Otherwise nothing is changed: another instance needs another MONGODB_DB.',
    )
    .option('--yes', 'do not ask')
    .addHelpText('after', examples([['repair instance', 'compares, then asks']]))
    .action(action(yes, (given) => withSession((session) => instance(session, given.yes))));
}

async function restore(session: Session, given: boolean): Promise<number | undefined> {
  if (!(await confirmed('Compare everyone in Marketo with the restored database and repair it?', given))) {
    say('Nothing was repaired.');
    return 1;
  }
  const { optedOut } = await (await session.client()).repair.restore();
  if (optedOut === null) say('Salesforce is not connected: unsubscribes of after the backup are lost.');
  else say(`${count(optedOut)} addresses are unsubscribed that the backup had not, as Salesforce says.`);
  say('Everyone is being compared. Next: actions-sync people status --watch');
  return undefined;
}

async function instance(session: Session, given: boolean): Promise<number | undefined> {
  const env = readEnvironment(process.env, MARKETO);
  const store = await session.store();
  const { marketoInstance, scanId } = await store.peopleState.get();
  if (scanId === null) throw new AppError('people.notStarted');
  const [{ peopleDeps }, { compareInstance }] = await Promise.all([
    import('../../../worker/deps.ts'),
    import('./same-instance.ts'),
  ]);
  const deps = peopleDeps(env, store);
  try {
    const { baseUrl } = deps.marketo;
    if (marketoInstance === null || marketoInstance === baseUrl) {
      say('MARKETO_BASE_URL is the address that the people were read from; there is nothing to repair.');
      return undefined;
    }
    const { asked, returned, agreed, same } = await compareInstance(deps);
    say(
      `Of ${count(asked)} people asked for there, ${count(returned)} came back, ${count(agreed)} as they are stored.`,
    );
    if (!same) throw new AppError('people.instanceDifferent', { details: { asked, returned, agreed } });
    if (!(await confirmed(`Is ${baseUrl} the new address of ${marketoInstance}?`, given))) {
      say('Nothing was repaired.');
      return 1;
    }
    await (await session.client()).repair.instance({ baseUrl, asked, agreed });
    say('Accepted; everyone is being compared. Next: start the worker, then actions-sync people status --watch');
    return undefined;
  } finally {
    await deps.close();
  }
}
