import { describe, expect, it } from 'vitest';
import { ServerClock } from '../../salesforce/server-clock.ts';
import { MINUTE, SECOND, START } from '../simulators/salesforce/harness.ts';
import { connect, failureOf, scripted, tokenReply } from './rig.ts';

const HTTP_DATE = 'Mon, 15 Jun 2026 12:00:00 GMT';

describe('Salesforce’s clock', () => {
  it('goes on from the newest answer by the time that has passed', () => {
    let elapsed = 500;
    const clock = new ServerClock(() => elapsed);
    expect(clock.now()).toBeNull();
    clock.note(HTTP_DATE);
    elapsed += 90 * SECOND + 0.4;
    expect(clock.now()).toEqual(new Date(START + 90 * SECOND));
    clock.note(HTTP_DATE);
    expect(clock.now()).toEqual(new Date(START));
  });

  it.each([undefined, '', 'yesterday noon'])('a header %j tells nothing', (header) => {
    const clock = new ServerClock(() => 0);
    clock.note(HTTP_DATE);
    clock.note(header);
    expect(clock.now()).toEqual(new Date(START));
  });

  it('is the org’s, however far ours is from it', async () => {
    const { client, r, clock } = await connect();
    expect(client.serverTime()).toBeNull();
    await r.control('PUT', '/clock', { offsetMs: 2 * MINUTE });
    clock.ms -= 5 * MINUTE;
    await client.query('SELECT Id FROM Task LIMIT 1', {}).next();
    const told = client.serverTime()?.getTime() ?? 0;
    expect(told).toBeGreaterThanOrEqual(START + 2 * MINUTE);
    expect(told).toBeLessThan(START + 3 * MINUTE);
  });

  it('is not that of a gateway’s page', async () => {
    const page = { 'content-type': 'text/html', date: 'Thu, 01 Jan 1970 00:00:00 GMT' };
    const { client } = await scripted(
      tokenReply,
      { body: { done: true, records: [] }, headers: { date: HTTP_DATE } },
      { status: 200, body: '<html>', headers: page },
      { status: 502, body: '<html>', headers: page },
    );
    await client.query('SELECT Id FROM Task', {}).next();
    await failureOf(client.query('SELECT Id FROM Task', {}).next());
    await failureOf(client.query('SELECT Id FROM Task', {}).next());
    expect(client.serverTime()?.getTime()).toBeGreaterThanOrEqual(START);
  });
});
