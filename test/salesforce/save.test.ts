import { describe, expect, it } from 'vitest';
import { connect, failureOf, KEY_FIELD, scripted, tokenReply } from './rig.ts';

const task = (key: string, more: object = {}) => ({ [KEY_FIELD]: key, Subject: `about ${key}`, ...more });
const ID = '00T000000000001AAA';

describe('upsert by the key field', () => {
  it('creates, then updates; outcomes stand in order', async () => {
    const { client, tasks } = await connect();
    const first = await client.upsert('Task', KEY_FIELD, [task('a'), task('b')], {});
    expect(first).toEqual([
      { kind: 'saved', id: expect.stringMatching(/^00T\w{15}$/), isCreated: true },
      { kind: 'saved', id: expect.stringMatching(/^00T\w{15}$/), isCreated: true },
    ]);
    const second = await client.upsert('Task', KEY_FIELD, [task('b'), task('c')], {});
    expect(second).toMatchObject([{ isCreated: false }, { isCreated: true }]);
    expect(second[0]).toMatchObject({ id: first[1]?.kind === 'saved' ? first[1].id : '' });
    expect(new Set((await tasks()).keys())).toEqual(new Set(['a', 'b', 'c']));
  });

  it('200 records go in one call, which counts once', async () => {
    const { client, tasks } = await connect();
    const records = Array.from({ length: 200 }, (_, i) => task(`k${i}`));
    expect((await client.upsert('Task', KEY_FIELD, records, {})).every(({ kind }) => kind === 'saved')).toBe(true);
    expect([client.usage()?.used, client.usage()?.limit, (await tasks()).size]).toEqual([1, 100_000, 200]);
  });

  it('a bad record is refused by itself, with its code and fields and none of the vendor’s words', async () => {
    const { client, r, tasks } = await connect();
    await r.change({
      kind: 'rules',
      object: 'Task',
      rules: [{ field: 'Subject', pattern: 'secret', message: 'Ada said no' }],
    });
    const outcomes = await client.upsert(
      'Task',
      KEY_FIELD,
      [task('a'), task('b', { Subject: 'secret' }), task('c')],
      {},
    );
    expect(outcomes.map(({ kind }) => kind)).toEqual(['saved', 'refused', 'saved']);
    expect(outcomes[1]).toMatchObject({ error: { key: 'salesforce.FIELD_CUSTOM_VALIDATION_EXCEPTION' } });
    expect(JSON.stringify(outcomes) + String(outcomes[1]?.kind === 'refused' && outcomes[1].error.message)).not.toMatch(
      /Ada|secret/,
    );
    expect((await tasks()).size).toBe(2);
  });

  it('a field that the org lacks refuses the records that have it', async () => {
    const { client } = await connect();
    expect(await client.upsert('Task', KEY_FIELD, [task('a', { Nothing__c: 'x' }), task('b')], {})).toMatchObject([
      { kind: 'refused', error: { key: 'salesforce.INVALID_FIELD' } },
      { kind: 'saved' },
    ]);
  });

  it('a key field that is none is told before anything is written', async () => {
    const { client } = await connect();
    const error = await failureOf(client.upsert('Task', 'Subject', [{ Subject: 'x' }], {}));
    expect(error.key).toBe('salesforce.NOT_FOUND');
  });

  it('several records with the key of one', async () => {
    const { client, r } = await connect();
    await r.change({ kind: 'field', object: 'Task', field: { name: 'Loose__c', externalId: true } });
    await r.create('Task', { Loose__c: 'k' });
    await r.create('Task', { Loose__c: 'k' });
    expect(await client.upsert('Task', 'Loose__c', [{ Loose__c: 'k' }], {})).toMatchObject([
      { kind: 'refused', error: { key: 'salesforce.DUPLICATE_EXTERNAL_ID' } },
    ]);
  });
});

describe('create and update', () => {
  it('create makes new records, update changes them by Id', async () => {
    const { client, r } = await connect();
    const [made] = await client.create('Task', [{ Subject: 'one' }], {});
    if (made?.kind !== 'saved') throw new Error('not saved');
    expect(made.isCreated).toBe(true);
    expect(await client.update('Task', [{ Id: made.id, Subject: 'two' }], {})).toEqual([
      { kind: 'saved', id: made.id, isCreated: false },
    ]);
    expect(await r.read('Task', made.id)).toMatchObject({ Subject: 'two' });
  });

  it('update of a record that is gone', async () => {
    const { client, r } = await connect();
    const id = await r.create('Task', { Subject: 'one' });
    await r.api('DELETE', `/sobjects/Task/${id}`);
    expect(await client.update('Task', [{ Id: id, Subject: 'two' }], {})).toMatchObject([
      { kind: 'refused', error: { key: 'salesforce.ENTITY_IS_DELETED' } },
    ]);
  });

  it('no write starts assignment rules: they would change owners', async () => {
    const item = { success: true, id: ID, errors: [] };
    const { client, calls } = await scripted(tokenReply, { body: [item] }, { body: [item] }, { body: [item] });
    await client.create('Lead', [{ LastName: 'x' }], {});
    await client.update('Lead', [{ Id: ID, LastName: 'x' }], {});
    await client.upsert('Lead', KEY_FIELD, [task('a')], {});
    expect(calls.slice(1).map(({ headers }) => headers['sforce-auto-assign'])).toEqual(['FALSE', 'FALSE', 'FALSE']);
  });

  it.each([
    ['alert', 'saved'],
    ['block', 'refused'],
  ] as const)('an update that a duplicate rule would %s is %s', async (duplicateRule, kind) => {
    const { client, r } = await connect({}, { switches: { duplicateRule } });
    const Email = 'ada@example.com';
    await r.api('POST', '/sobjects/Lead', { body: { LastName: 'One', Company: 'x', Email } });
    const Id = await r.create('Lead', { LastName: 'Two', Company: 'x' });
    const [outcome] = await client.update('Lead', [{ Id, Email }], {});
    expect(outcome?.kind).toBe(kind);
    if (outcome?.kind === 'refused') expect(outcome.error.key).toBe('salesforce.DUPLICATES_DETECTED');
  });

  it('nothing to write asks nothing', async () => {
    const { client, signIns } = await connect();
    expect(await client.create('Task', [], {})).toEqual([]);
    expect(await signIns()).toBe(0);
  });
});

describe('a malformed write is not sent', () => {
  it.each([
    ['more than 200', Array.from({ length: 201 }, (_, i) => task(`k${i}`))],
    ['a key twice', [task('a'), task('a')]],
    ['no key', [{ Subject: 'x' }]],
    ['an empty key', [task('')]],
    ['a member that jsforce drops', [task('a', { type: 'x' })]],
    ['a name that is none', [task('a', { 'x y': 1 })]],
  ])('%s', async (_, records) => {
    const { client, calls } = await scripted(tokenReply);
    expect((await failureOf(client.upsert('Task', KEY_FIELD, records, {}))).key).toBe('salesforce.badCall');
    expect(calls).toEqual([]);
  });
});

describe('before and after a write leaves', () => {
  it('what onSend throws stops it, and nothing was written', async () => {
    const { client, tasks } = await connect();
    const stop = client.upsert('Task', KEY_FIELD, [task('a')], {}, { onSend: () => Promise.reject(new Error('no')) });
    await expect(stop).rejects.toThrow('no');
    expect((await tasks()).size).toBe(0);
  });

  it('an abort before it leaves is the caller’s own error, one after it leaves the outcome unknown', async () => {
    const { client, r, tasks } = await connect();
    const before = new AbortController();
    before.abort(new Error('enough'));
    await expect(client.upsert('Task', KEY_FIELD, [task('a')], { signal: before.signal })).rejects.toThrow('enough');
    await r.faults({ match: { class: 'collections' }, do: { delayAfterMs: 2_000 } });
    const during = new AbortController();
    const call = client.upsert('Task', KEY_FIELD, [task('b')], { signal: during.signal });
    await expect.poll(async () => (await tasks()).size).toBe(1);
    during.abort(new Error('enough'));
    expect(await call).toMatchObject([
      { kind: 'unknown', error: { key: 'salesforce.outcomeUnknown', details: { reason: 'aborted' } } },
    ]);
  });
});

describe('an answer that can’t be read leaves every outcome unknown', () => {
  it.each([
    ['another number of entries', [{ success: true, id: ID, errors: [] }]],
    ['no list', { success: true }],
    ['half of the JSON', '[{"success":true,'],
    ['nothing', ''],
  ])('%s', async (_, body) => {
    const { client, calls } = await scripted(tokenReply, { body });
    const outcomes = await client.create('Task', [{ Subject: 'a' }, { Subject: 'b' }], {});
    expect(outcomes).toMatchObject([
      { kind: 'unknown', error: { key: 'salesforce.outcomeUnknown', details: { reason: 'salesforce.badAnswer' } } },
      { kind: 'unknown' },
    ]);
    expect(calls).toHaveLength(2);
  });

  it('an entry of an unknown shape leaves its own alone', async () => {
    const good = { success: true, id: ID, errors: [] };
    const { client } = await scripted(tokenReply, {
      body: [good, { success: true, id: null }, { success: false, errors: [] }],
    });
    const outcomes = await client.create('Task', [{}, {}, {}], {});
    expect(outcomes.map(({ kind }) => kind)).toEqual(['saved', 'unknown', 'unknown']);
  });

  it('values in the place of codes and field names are not passed on', async () => {
    const errors = [{ statusCode: 'ada@example.com', message: 'Ada', fields: ['Subject', 'ada@example.com', 7] }];
    const { client } = await scripted(tokenReply, { body: [{ success: false, errors }] });
    const [outcome] = await client.create('Task', [{}], {});
    expect(outcome).toMatchObject({ kind: 'refused', error: { key: 'salesforce.unknownCode' }, fields: ['Subject'] });
    expect(outcome?.kind === 'refused' && outcome.error.message).not.toMatch(/Ada|ada@/);
  });
});
