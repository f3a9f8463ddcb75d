import { peopleInSalesforce } from '../burst/people.ts';
import { showPanel } from './panel.ts';
import { peopleForTour } from './people.ts';
import { showChecks } from './send.ts';
import { showTask } from './task.ts';
import type { Tour } from './types.ts';
import { showUnsubscribe } from './unsubscribe.ts';

/** Those before are whom the burst of sales activities is about, bounces among them. */
const SKIP = 40;

/**
 * What goes both ways, at the simulators: a task completed in Salesforce arrives here, an unsubscribe goes out, a send is
 * blocked, and a panel shows what was logged. @returns all came as it should
 */
export async function takeTour(tour: Tour): Promise<boolean> {
  const [busy] = await peopleInSalesforce(tour, 1);
  const [here, inMarketo, neither] = await peopleForTour(tour, SKIP, 3);
  if (busy === undefined || here === undefined || inMarketo === undefined || neither === undefined) {
    tour.say('No tour: too few people here are in Salesforce.');
    return true;
  }
  const shown = [
    await showTask(tour, neither.id),
    await showUnsubscribe(tour, here),
    await showChecks(tour, { here, inMarketo, neither }),
    await showPanel(tour, busy._id),
  ];
  return shown.every(Boolean);
}
