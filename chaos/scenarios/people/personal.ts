import type { Personal } from '../../judge/logs.ts';
import type { Simulator } from '../../rig/simulator.ts';

/** Fields of which every word names somebody, and those of which only the whole does. */
const NAMES = ['email', 'firstName', 'lastName', 'leadOwnerFirstName', 'leadOwnerLastName', 'leadOwnerEmailAddress'];
const OTHERS = ['company', 'title', 'phone', 'linkedInProfileURL', 'leadOwnerPhoneNumber'];

/** Adds what everyone in Marketo is called now: call it before and after values have changed. */
export async function collectPersonal(simulator: Simulator, into: Personal): Promise<void> {
  for await (const person of simulator.truth([...NAMES, ...OTHERS])) {
    for (const field of NAMES) into.add(person[field], true);
    for (const field of OTHERS) into.add(person[field], false);
  }
}
