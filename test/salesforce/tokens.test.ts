import { describe, expect, it } from 'vitest';
import { connect, failureOf, KEY_FIELD } from './rig.ts';

const MINUTE = 60_000;

describe('a token that is refused', () => {
  it('is replaced once, and the call goes out again, a write too', async () => {
    const { r, client, tasks, signIns } = await connect();
    await client.describe('Task', {});
    await r.control('POST', '/sessions/revoke', {});
    let sent = 0;
    const outcomes = await client.upsert(
      'Task',
      KEY_FIELD,
      [{ [KEY_FIELD]: 'a', Subject: 'x' }],
      {},
      {
        onSend: () => {
          sent += 1;
        },
      },
    );
    expect(outcomes).toMatchObject([{ kind: 'saved', isCreated: true }]);
    expect([await signIns(), sent, (await tasks()).size]).toEqual([2, 2, 1]);
  });

  it('is replaced once for all calls that ran with it', async () => {
    const { r, client, signIns } = await connect();
    await client.describe('Task', {});
    await r.control('POST', '/sessions/revoke', {});
    await Promise.all(['Lead', 'Contact', 'User', 'Account', 'Opportunity'].map((name) => client.describe(name, {})));
    expect(await signIns()).toBe(2);
  });

  it('refused again when fresh is a fault of the set-up, not a loop', async () => {
    const { r, client, signIns } = await connect();
    await r.faults({ match: {}, do: { deadToken: true } });
    const error = await failureOf(client.describe('Task', {}));
    expect([error.key, error.entry.class, await signIns()]).toEqual(['salesforce.tokenRefused', 'config', 2]);
  });

  it('sign-ins keep two seconds apart and stop after ten in ten minutes, until the first is old', async () => {
    const { r, client, clock, signIns } = await connect();
    await r.faults({ match: { class: 'describe' }, do: { expireSession: true } });
    for (let i = 0; i < 5; i++)
      expect((await failureOf(client.describe('Task', {}))).key).toBe('salesforce.tokenRefused');
    expect([await signIns(), clock.slept.length]).toEqual([10, 9]);
    expect(clock.slept.every((ms) => ms > 0 && ms <= 2_000)).toBe(true);
    const error = await failureOf(client.describe('Task', {}));
    expect([error.key, error.retryAt?.getTime()]).toEqual([
      'salesforce.tooManySignIns',
      clock.ms - 18_000 + 10 * MINUTE,
    ]);
    expect(await signIns()).toBe(10);
    await r.faults();
    clock.ms += 10 * MINUTE;
    expect((await client.describe('Task', {})).name).toBe('Task');
  });

  it('an aborted wait for a token leaves the others theirs', async () => {
    const { r, client, signIns } = await connect();
    await r.faults({ match: { class: 'identity' }, do: { trickleMs: 10 } });
    const controller = new AbortController();
    const patient = client.describe('Task', {});
    const impatient = client.describe('Lead', { signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(impatient).rejects.toThrow('enough');
    expect((await patient).name).toBe('Task');
    expect(await signIns()).toBe(1);
  });

  it('a closed client signs in no more', async () => {
    const { client } = await connect();
    await client.close();
    expect((await failureOf(client.describe('Task', {}))).key).toBe('salesforce.closed');
  });
});
