import { type Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { salesforceUserId } from '../../../model/salesforce-user.ts';
import { isTimeZone } from '../../../model/time-zone.ts';
import { createSellers } from '../../sellers/index.ts';
import { action, examples } from '../lib/action.ts';
import { noArguments, readAddresses } from '../lib/addresses.ts';
import { usage } from '../lib/normalize.ts';
import { say } from '../lib/output.ts';
import { userName, withSession } from '../lib/session.ts';
import { oneOf } from '../tasks/fields.ts';
import { wakeFlow } from '../tasks/with-tasks.ts';

const COMMAND = 'sellers set';
/** As in a sales activity's line. */
const ADDRESS = /^[^\s@]+@[^\s@]+$/;
const NOBODY = 'none';
const options = z.object({
  salesforceUser: z.string().optional(),
  timeZone: z.string().optional(),
  tasks: z.enum(['on', 'off']).optional(),
});

export function addSet(group: Command): void {
  group
    .command('set')
    .summary('say who a seller is, and sync the seller’s tasks (address from standard input)')
    .description(
      'Sets a seller’s Salesforce user and time zone, in the place of what Salesforce says, and whether the seller’s ' +
        'reminder tasks are synced with Salesforce (docs/tasks.md). The address comes from standard input, never as an ' +
        'argument: those end up in shell histories and process lists.',
    )
    .option('--salesforce-user <id>', 'the user’s id, 005…; none: nobody in Salesforce', userId)
    .option('--time-zone <name>', 'such as Europe/Berlin', timeZone)
    .option('--tasks <state>', 'sync the seller’s reminder tasks with Salesforce: on or off', oneOf('on', 'off'))
    .allowExcessArguments()
    .addHelpText(
      'after',
      examples([
        ['sellers set --salesforce-user 005000000000001', 'asks for the address'],
        ['sellers set --salesforce-user none < address.txt', 'not logged under a user'],
        ['sellers set --tasks on < address.txt', 'reminder tasks go both ways from now on'],
      ]),
    )
    .action(
      action(options, async ({ salesforceUser, timeZone: zone, tasks }, args) => {
        noArguments(args, COMMAND);
        const change = {
          ...(salesforceUser !== undefined && { salesforceUserId: salesforceUser === NOBODY ? null : salesforceUser }),
          ...(zone !== undefined && { timeZone: zone }),
        };
        const isChange = Object.keys(change).length > 0;
        if (!isChange && tasks === undefined)
          throw usage('nothing to set', 'Give --salesforce-user, --time-zone or --tasks.');
        const [email, ...more] = await readAddresses(COMMAND);
        if (more.length > 0) throw usage('more than one address on standard input', 'Give one seller at a time.');
        if (!ADDRESS.test(email)) throw usage('what came on standard input is no e-mail address');
        return withSession(async (session) => {
          const sellers = createSellers({
            ...{ store: await session.store(), by: userName() },
            wake: () => wakeFlow(session),
          });
          const isOn = tasks === undefined ? undefined : tasks === 'on';
          const { seller, areTasksOn } = await sellers.set(email, { ...change, tasks: isOn });
          if (isChange) {
            const user = seller.salesforceUserId ?? 'nobody';
            say(`In Salesforce the seller is ${user}; time zone ${seller.timeZone ?? 'unknown'}.`);
          }
          if (isOn !== undefined) say(tasksText(isOn, areTasksOn));
          return undefined;
        });
      }),
    );
}

function tasksText(isOn: boolean, areTasksOn: boolean): string {
  if (!isOn) return 'Reminder tasks: not synced. Nothing is deleted, and links to Salesforce are kept.';
  return areTasksOn
    ? 'Reminder tasks: synced with Salesforce from now on.'
    : 'Reminder tasks: synced once the sync itself is on: actions-sync settings set tasks.sync on';
}

function userId(text: string): string {
  if (text.trim().toLowerCase() === NOBODY) return NOBODY;
  const id = salesforceUserId(text);
  if (id === null) throw new InvalidArgumentError('It must be a user’s id of 15 or 18 characters, 005…, or none.');
  return id;
}

function timeZone(text: string): string {
  if (!isTimeZone(text)) throw new InvalidArgumentError('It must be a name such as Europe/Berlin.');
  return text;
}
