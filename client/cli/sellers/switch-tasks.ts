import { comparableAddress } from '../../../model/email-address.ts';
import { say } from '../lib/output.ts';
import { type Session, userName } from '../lib/session.ts';
import { wakeFlow } from '../tasks/with-tasks.ts';

/** Switches the sync of a seller's reminder tasks, and has the flow look at once. */
export async function switchTasks(session: Session, email: string, isOn: boolean): Promise<void> {
  const { sellers, settings } = await session.store();
  // As tasks name their sellers.
  await sellers.setTasks(comparableAddress(email) ?? email, isOn, userName());
  const { sync } = await settings.tasks();
  if (!isOn) say('Reminder tasks: not synced. Nothing is deleted, and links to Salesforce are kept.');
  else if (sync) say('Reminder tasks: synced with Salesforce from now on.');
  else say('Reminder tasks: synced once the sync itself is on: actions-sync settings set tasks.sync on');
  if (sync) await wakeFlow(session);
}
