import { z } from 'zod';
import { startChild } from './child.ts';
import type { Cleanup } from './cleanup.ts';
import { controlOf } from './simulator.ts';

const announced = z.object({
  loginUrl: z.string(),
  controlUrl: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
});
const statistics = z.object({ endpoints: z.record(z.string(), z.number()) });

export interface SalesforceSimulated extends z.infer<typeof announced> {
  statistics(): Promise<z.infer<typeof statistics>>;
  stop: () => Promise<void>;
}

/** A simulated Salesforce without limits in a process of its own, of the same people as Marketo's of that size. */
export async function startSalesforceSimulator(people: number, cleanup: Cleanup): Promise<SalesforceSimulated> {
  const { ready, stop } = await startChild('salesforce-simulator', { argument: { people, limits: 'off' } }, cleanup);
  const known = announced.parse(ready);
  const control = controlOf(known.controlUrl);
  return { ...known, statistics: async () => statistics.parse(await control('GET', '/stats')), stop };
}
