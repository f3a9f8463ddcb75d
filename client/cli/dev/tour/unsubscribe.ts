import { EMAIL_OPT_OUT } from '../../../../model/settings.ts';
import type { TourPerson } from './people.ts';
import type { Tour } from './types.ts';
import { since, until } from './until.ts';

/** Somebody unsubscribed here is opted out in Salesforce. */
export async function showUnsubscribe({ client, say, signal, salesforce }: Tour, person: TourPerson): Promise<boolean> {
  const startedAt = Date.now();
  await client.unsubscribes.add([{ address: person.email, source: 'manual', reason: 'asked on the phone' }]);
  const isOptedOut = await until(async () => {
    const record = (await salesforce.act('GET', `/records/${person.recordId}`)) as Record<string, unknown>;
    return record[EMAIL_OPT_OUT] === true ? true : null;
  }, signal);
  say(
    isOptedOut === null
      ? `Unsubscribe   person ${person.id}: Salesforce was not told; see \`actions-sync status\``
      : `Unsubscribe   person ${person.id}: opted out in Salesforce (${person.recordId}) after ${since(startedAt)}`,
  );
  return isOptedOut !== null;
}
