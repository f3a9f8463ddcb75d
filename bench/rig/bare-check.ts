import { Pool } from 'undici';
import { z } from 'zod';
import type { Simulator } from './simulator.ts';

const granted = z.object({ access_token: z.string() });
const answered = z.object({ success: z.literal(true), result: z.array(z.object({ unsubscribed: z.boolean() })) });

/** The raw call: whether addresses are unsubscribed, by HTTP alone. No ledger, nothing of ours asked, nothing matched. */
export async function openBareCheck({ baseUrl, clientId, clientSecret }: Simulator, connections: number) {
  const pool = new Pool(baseUrl, { connections, pipelining: 1 });
  const query = `grant_type=client_credentials&client_id=${clientId}&client_secret=${clientSecret}`;
  const answer = await pool.request({ method: 'GET', path: `/identity/oauth/token?${query}` });
  const { access_token: token } = granted.parse(await answer.body.json());

  async function ask(addresses: readonly string[]): Promise<void> {
    const { body } = await pool.request({
      method: 'POST',
      path: '/rest/v1/leads.json?_method=GET',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-www-form-urlencoded' },
      body: `filterType=email&filterValues=${addresses.map(encodeURIComponent).join(',')}&fields=email,unsubscribed`,
    });
    const { result } = answered.parse(await body.json());
    if (result.length < addresses.length) throw new Error('the simulator left people out');
  }
  return { ask, close: () => pool.close() };
}

/** ms that something takes. */
export async function taking(run: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await run();
  return performance.now() - startedAt;
}
