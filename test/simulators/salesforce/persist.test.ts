import { appendFileSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PersistError, startSalesforceSimulator } from '../../../simulators/salesforce/index.ts';
import { KEY, rig } from './harness.ts';

const newFile = () => join(mkdtempSync(join(tmpdir(), 'salesforce-')), 'org.ndjson');
const dump = async (r: Awaited<ReturnType<typeof rig>>) => {
  const texts = ['Task', 'Lead', 'Contact'].map(
    async (object) => (await r.control('GET', `/truth?object=${object}&deleted=1`)).text,
  );
  return Promise.all(texts);
};

describe('persistFile', () => {
  it('a restart goes on from the records, the schema and the permissions there were', async () => {
    const persistFile = newFile();
    const first = await rig({ persistFile });
    await first.change({ kind: 'field', object: 'Task', field: { name: 'Own__c', externalId: true, unique: true } });
    await first.change({ kind: 'access', fields: { 'Task.Type': 'hidden' } });
    const { id } = (await first.api('PATCH', '/sobjects/Task/Own__c/k', { body: { Subject: 'x' } })).body;
    await first.control('POST', '/random', { count: 60, seed: 3 });
    const before = await dump(first);
    await first.sim.close();

    const second = await rig({ persistFile });
    expect(await dump(second)).toEqual(before);
    const again = await second.api('PATCH', '/sobjects/Task/Own__c/k', { body: { Subject: 'y' } });
    expect([again.status, again.body.id]).toEqual([200, id]);
    expect((await second.query('SELECT Type FROM Task')).status).toBe(400);
    expect(await second.create('Task', { Subject: 'new' })).not.toBe(id);
  });

  it('a torn last line is cut off; a reset is remembered', async () => {
    const persistFile = newFile();
    const first = await rig({ persistFile });
    const fresh = await dump(first);
    await first.api('PATCH', `${KEY}/k`, { body: {} });
    await first.sim.close();
    appendFileSync(persistFile, '{"org":1,"puts":[["Task"');
    const second = await rig({ persistFile });
    expect((await second.api('PATCH', `${KEY}/k`, { body: {} })).status).toBe(200);
    await second.control('POST', '/reset');
    await second.sim.close();
    expect(await dump(await rig({ persistFile }))).toEqual(fresh);
  });

  it('a file of another org, or damaged in the middle, is refused', async () => {
    const persistFile = newFile();
    await (await rig({ persistFile })).sim.close();
    const other = startSalesforceSimulator({ persistFile, people: 501 });
    await expect(other).rejects.toThrow(/belongs to an org with people=500, not 501/);
    writeFileSync(persistFile, 'not json\n{}\n');
    await expect(startSalesforceSimulator({ persistFile, people: 500 })).rejects.toThrow(PersistError);
  });
});
