import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { codeOf, KEY, type Rig, rig, START } from './harness.ts';

const post = (r: Rig, body: object) => r.api('POST', '/sobjects/Task', { body });
const absent = (r: Rig) => r.api('PATCH', '/sobjects/Task/00T5g00001ZZZZZ', { body: {} });

async function toInactive(r: Rig) {
  const user = r.find('User', (get) => String(get('LastName')).startsWith('Seller'));
  await r.control('PATCH', `/records/${user}`, { values: { IsActive: false } });
  return post(r, { OwnerId: user });
}

async function tooMany(r: Rig) {
  const records = Array.from({ length: 201 }, () => ({ attributes: { type: 'Task' } }));
  return r.api('POST', '/composite/sobjects', { body: { records } });
}

async function modified(r: Rig) {
  const id = await r.create('Task', { Subject: 'x' });
  const headers = { 'if-unmodified-since': new Date(START - 60_000).toUTCString() };
  return r.api('PATCH', `/sobjects/Task/${id}`, { body: {}, headers });
}

async function ontoArchived(r: Rig) {
  const { id } = (await r.api('PATCH', `${KEY}/k`, { body: {} })).body;
  await r.control('POST', `/records/${id}/archive`);
  return r.api('PATCH', `${KEY}/k`, { body: {} });
}

describe('switches between what the documentation leaves open', () => {
  it.each([
    ['badTypeCode', 'INVALID_TYPE_ON_FIELD_IN_RECORD', 'JSON_PARSER_ERROR', (r: Rig) => post(r, { ActivityDate: 'x' })],
    ['inactiveOwnerCode', 'INVALID_CROSS_REFERENCE_KEY', 'INACTIVE_OWNER_OR_USER', toInactive],
    [
      'longDescriptionCode',
      'MAX_TASK_DESCRIPTION_EXCEEDED',
      'STRING_TOO_LONG',
      (r: Rig) => post(r, { Description: 'x'.repeat(32_001) }),
    ],
    ['absentRecordCode', 'NOT_FOUND', 'INVALID_CROSS_REFERENCE_KEY', absent],
    ['tooManyRecordsCode', 'OTHER', 'LIMIT_EXCEEDED', tooMany],
    ['modifiedSinceCode', 'OTHER', 'ENTITY_FAILED_IFLASTMODIFIED_ON_UPDATE', modified],
  ] as const)('%s: %s instead of %s', async (name, other, usual, ask) => {
    expect(codeOf(await ask(await rig()))).toBe(usual);
    expect(codeOf(await ask(await rig({ switches: { [name]: other } })))).toBe(other);
  });

  it('badClientStatus: a refused client is a 400 or a 401', async () => {
    const status = async (r: Rig) => (await r.login(undefined, 'wrong')).status;
    expect(await status(await rig())).toBe(400);
    expect(await status(await rig({ switches: { badClientStatus: 401 } }))).toBe(401);
  });

  it('upsertMatchesArchived: an archived record with the key is in the way of a new one, or itself meant', async () => {
    expect(codeOf(await ontoArchived(await rig()))).toBe('DUPLICATE_VALUE');
    expect(codeOf(await ontoArchived(await rig({ switches: { upsertMatchesArchived: true } })))).toBe(
      'ENTITY_IS_ARCHIVED',
    );
  });

  it('reopenClearsCompleted: CompletedDateTime goes with the closed status, or stays', async () => {
    const completed = async (r: Rig) => {
      const id = await r.create('Task', { Status: 'Completed' });
      await r.api('PATCH', `/sobjects/Task/${id}`, { body: { Status: 'In Progress' } });
      return (await r.read('Task', id)).CompletedDateTime;
    };
    expect(await completed(await rig())).toBeNull();
    expect(await completed(await rig({ switches: { reopenClearsCompleted: false } }))).not.toBeNull();
  });

  it('polymorphicType and descendingNulls: how queries answer', async () => {
    const ask = async (r: Rig) => {
      await r.create('Task', { Subject: 'n1', WhoId: r.contact() });
      await r.create('Task', { Subject: 'n2' });
      const soql = "SELECT Subject, Who.Name FROM Task WHERE Subject LIKE 'n%' ORDER BY WhoId DESC";
      const { records } = (await r.query(soql)).body;
      const who = records.find(({ Subject }) => Subject === 'n1')?.Who as { attributes: { type: string } };
      return [records.map(({ Subject }) => Subject), who.attributes.type];
    };
    expect(await ask(await rig())).toEqual([['n2', 'n1'], 'Name']);
    const switches = { polymorphicType: 'object', descendingNulls: 'last' } as const;
    expect(await ask(await rig({ switches }))).toEqual([['n1', 'n2'], 'Contact']);
  });

  it('every switch is named by a test of this folder', async () => {
    const folder = new URL('./', import.meta.url);
    const text = readdirSync(folder)
      .filter((name) => name.endsWith('.test.ts'))
      .map((name) => readFileSync(new URL(name, folder), 'utf8'))
      .join('\n');
    const names = Object.keys((await rig()).org.switches);
    expect(names.filter((name) => !text.includes(name))).toEqual([]);
  });
});
