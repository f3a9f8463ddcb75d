import { z } from 'zod';
import { check } from './answers.ts';
import type { Caller } from './caller.ts';
import type { SalesforceContext } from './types.ts';

const ENDPOINT = 'versions';
const list = z.array(z.object({ version: z.string().regex(/^\d{2,3}\.0$/) }));

/** Versions of the API that the org has, oldest first. Salesforce tells them to anyone, so this proves no right. */
export async function readVersions(call: Caller, context: SalesforceContext): Promise<string[]> {
  const answer = await call({
    endpoint: ENDPOINT,
    context,
    run: (connection) => connection.request<unknown>({ method: 'GET', url: '/services/data' }),
  });
  const versions = check(list, answer, ENDPOINT).map(({ version }) => version);
  return versions.toSorted((one, other) => Number(one) - Number(other));
}
