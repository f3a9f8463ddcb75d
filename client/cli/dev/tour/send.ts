import type { TourPerson } from './people.ts';
import type { Tour } from './types.ts';

/** Before an email goes out: who unsubscribed here and who did in Marketo are blocked, another is not. */
export async function showChecks(
  { client, say, marketo }: Tour,
  people: { here: TourPerson; inMarketo: TourPerson; neither: TourPerson },
): Promise<boolean> {
  await marketo.act('PATCH', `/people/${people.inMarketo.id}`, { unsubscribed: true });
  const asked = [people.here, people.inMarketo, people.neither];
  const answers = await client.mayEmail(asked.map(({ email }) => email));
  for (const [index, { reason, mayEmail }] of answers.entries()) {
    say(`Send          person ${asked[index]?.id}: ${mayEmail ? 'may be mailed' : `blocked (${reason})`}`);
  }
  return answers.map(({ reason }) => reason).join() === 'unsubscribed,unsubscribedInMarketo,ok';
}
