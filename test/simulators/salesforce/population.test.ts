import { describe, expect, it } from 'vitest';
import { startMarketoSimulator } from '../../../simulators/marketo/index.ts';
import { type Org, startSalesforceSimulator } from '../../../simulators/salesforce/index.ts';
import { rig, START } from './harness.ts';

const read = (org: Org, object: string, id: unknown) => org.store.byId(object, String(id));

describe('the made-up records', () => {
  it('are those that the Marketo simulator’s people point to, with equal names, addresses and owners', async () => {
    const options = { people: 2000, seed: 7, clock: () => START };
    const [{ org }, marketo] = [await rig(options), await startMarketoSimulator(options)];
    const counts = { leads: 0, contacts: 0, roles: 0 };
    for (const person of marketo.instance.truth()) {
      const lead = person.sfdcLeadId === undefined ? undefined : read(org, 'Lead', person.sfdcLeadId);
      const contact = person.sfdcContactId === undefined ? undefined : read(org, 'Contact', person.sfdcContactId);
      if (person.sfdcLeadId !== undefined) counts.leads++;
      if (person.sfdcContactId !== undefined) counts.contacts++;
      expect(lead === undefined).toBe(person.sfdcLeadId === undefined);
      expect(contact === undefined).toBe(person.sfdcContactId === undefined);
      const row = contact ?? lead;
      if (row === undefined) continue;
      expect([
        row.get('Email'),
        row.get('FirstName'),
        row.get('OwnerId'),
        row.get('HasOptedOutOfEmail'),
        row.get('IsDeleted'),
      ]).toEqual([
        person.email ?? null,
        person.firstName ?? null,
        person.sfdcLeadOwnerId,
        person.unsubscribed,
        person.sfdcIsDeleted,
      ]);
      if (lead !== undefined) expect(lead.get('ConvertedContactId')).toBe(person.sfdcContactId ?? null);
      if (contact !== undefined) expect(contact.get('AccountId')).toBe(person.sfdcAccountId);
      const owner = read(org, String(row.get('OwnerId')).startsWith('005') ? 'User' : 'Group', row.get('OwnerId'));
      expect(owner?.get('Email') ?? null).toBe(person.leadOwnerEmailAddress ?? null);
      if (person.sfdcOpptyId === undefined) continue;
      counts.roles++;
      expect(read(org, 'Opportunity', person.sfdcOpptyId)?.get('AccountId')).toBe(person.sfdcAccountId);
    }
    await marketo.close();
    const sizes = ['Lead', 'Contact', 'OpportunityContactRole'].map((name) => org.store.table(name).size);
    expect(sizes).toEqual([counts.leads, counts.contacts, counts.roles]);
    expect(counts.leads).toBeGreaterThan(500);
  });

  it('keep their references and stamps, and the same seed makes the same', async () => {
    const [first, second, other] = [await rig(), await rig(), await rig({ seed: 2 })];
    const texts = [first, second, other].map(
      async (r) => (await r.control('GET', '/truth?object=Task&deleted=1')).text,
    );
    const [a, b, c] = await Promise.all(texts);
    expect(a).toBe(b);
    expect(a).not.toBe(c);
    for (const table of first.org.store.tables) {
      const type = first.org.schema.object(table.name);
      let last = Number.NEGATIVE_INFINITY;
      for (const row of table.all()) {
        for (const field of type?.fields ?? []) {
          const id = row.get(field.name);
          if (field.type !== 'reference' || typeof id !== 'string') continue;
          const target = first.org.schema.objectOfId(id) ?? '';
          expect([table.name, field.name, target, read(first.org, target, id) !== undefined]).toEqual([
            table.name,
            field.name,
            target,
            true,
          ]);
        }
        const stamp = Number(row.get('SystemModstamp'));
        expect(stamp).toBeGreaterThanOrEqual(last);
        expect(stamp).toBeLessThan(START);
        last = stamp;
      }
    }
  });

  it('a million people are there at once, in little memory, and found by their values', async () => {
    const before = process.memoryUsage().rss;
    const sim = await startSalesforceSimulator({ people: 1_000_000, clock: () => START });
    const { first } = sim.world;
    const contacts = first.store.table('Contact');
    expect(contacts.size).toBeGreaterThan(300_000);
    const last = contacts.base.row(contacts.size - 1);
    const [email, id] = [last.get('Email'), last.get('Id')];
    const found = contacts.find('Email', [email]) ?? [];
    expect(found.map((number) => contacts.get(number)?.get('Id'))).toContain(id);
    expect(process.memoryUsage().rss - before).toBeLessThan(300e6);
    await sim.close();
  });

  it('an org without people works', async () => {
    const r = await rig({ people: 0 });
    expect((await r.query('SELECT COUNT() FROM Lead')).body.totalSize).toBe(0);
    expect((await r.control('POST', '/random', { count: 5 })).body.fix).toBe('use an org with more people');
    const id = await r.create('Lead', { LastName: 'a', Company: 'b' });
    expect(await r.column('SELECT Name FROM Lead', 'Name')).toEqual(['a']);
    expect(id).toMatch(/^00Q/);
  });
});
