import { describe, expect, it } from 'vitest';
import { connect, failureOf, KEY_FIELD, scripted, tokenReply } from './rig.ts';

const MINUTE = 60_000;

describe('an object', () => {
  it('is described as the connected user sees it, fields by lower-case name', async () => {
    const { client, r } = await connect();
    await r.change({ kind: 'access', fields: { 'Task.Subject': 'hidden', 'Task.Type': 'readOnly' } });
    await r.change({
      kind: 'picklist',
      object: 'Task',
      field: 'Type',
      values: [{ value: 'Call' }, { value: 'Fax', active: false }],
    });
    const task = await client.describe('Task', {});
    expect(task).toMatchObject({ name: 'Task', isQueryable: true, isCreateable: true, isUpdateable: true });
    expect(task.fields.get(KEY_FIELD.toLowerCase())).toMatchObject({
      name: KEY_FIELD,
      type: 'string',
      isExternalId: true,
      isUnique: true,
      isCreateable: true,
      isUpdateable: true,
    });
    expect(task.fields.has('subject')).toBe(false);
    expect(task.fields.get('type')).toMatchObject({ isUpdateable: false, picklistValues: ['Call'] });
  });

  it('is kept for ten minutes, unless a fresh one is asked for', async () => {
    const { client, r, clock } = await connect();
    const calls = () => r.sim.world.journal.since(0).filter(({ url }) => url.includes('/describe')).length;
    await client.describe('Task', {});
    await client.describe('task', {});
    expect(calls()).toBe(1);
    await client.describe('Task', {}, { isFresh: true });
    expect(calls()).toBe(2);
    clock.ms += 10 * MINUTE;
    await client.describe('Task', {});
    expect(calls()).toBe(3);
  });

  it('that is hidden or doesn’t exist is INVALID_TYPE', async () => {
    const { client } = await connect();
    const error = await failureOf(client.describe('Nothing__c', {}));
    expect([error.key, error.details.object]).toEqual(['salesforce.INVALID_TYPE', 'Nothing__c']);
  });

  it('with a name that is none is not asked for', async () => {
    const { client, calls } = await scripted(tokenReply);
    expect((await failureOf(client.describe('Task/../../x', {}))).key).toBe('salesforce.badCall');
    expect(calls).toEqual([]);
  });

  it('of another shape is no answer; the place is told, not the value', async () => {
    const { client } = await scripted(tokenReply, {
      body: { name: 'Task', createable: 'Ada', updateable: true, fields: [] },
    });
    const error = await failureOf(client.describe('Task', {}));
    expect([error.key, error.details]).toEqual(['salesforce.badAnswer', { endpoint: 'describe', at: 'createable' }]);
  });
});

describe('usage', () => {
  it('is what the newest answer told, errors too; null before one', async () => {
    const { client, r, clock } = await connect();
    expect(client.usage()).toBeNull();
    await client.describe('Task', {});
    expect(client.usage()).toEqual({ used: 1, limit: 100_000, at: clock.now() });
    await r.control('PUT', '/limits', { used: 100_000 });
    expect((await failureOf(client.describe('Lead', {}))).key).toBe('salesforce.REQUEST_LIMIT_EXCEEDED');
    expect(client.usage()?.used).toBe(100_000);
  });

  it('is read beside the app’s own', async () => {
    const headers = { 'sforce-limit-info': 'api-usage=14500/15000; per-app-api-usage=17/250(appName=sample)' };
    const { client } = await scripted(tokenReply, { body: { done: true, records: [] }, headers });
    await client.query('SELECT Id FROM Task', {}).next();
    expect(client.usage()).toMatchObject({ used: 14_500, limit: 15_000 });
  });
});

describe('the log', () => {
  it('gets names, statuses and durations alone', async () => {
    const lines: unknown[] = [];
    const log = { debug: (details: object) => lines.push(details), warn: () => {} };
    const { client } = await connect({ log });
    await client.query("SELECT Id FROM Lead WHERE Email = 'ada@example.com'", {}).next();
    expect(lines).toEqual([{ endpoint: 'query', status: 200, durationMs: expect.any(Number) }]);
  });
});
