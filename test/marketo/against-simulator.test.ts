import { describe, expect, it, onTestFinished } from 'vitest';
import { createMarketoClient, type FeedPage, type MarketoClient } from '../../marketo/index.ts';
import { isMarketoId, type MarketoId } from '../../model/ids.ts';
import { type MarketoSimulatorOptions, startMarketoSimulator } from '../../simulators/marketo/index.ts';
import { CONTEXT, CountingLedger, failureOf, id } from './rig.ts';

const DAY = 86_400_000;

async function start(options: MarketoSimulatorOptions = {}) {
  const simulator = await startMarketoSimulator({ people: 2_000, seed: 7, ...options });
  const { baseUrl, clientId, clientSecret } = simulator;
  const ledger = new CountingLedger();
  const client = createMarketoClient({ baseUrl, clientId, clientSecret, ledger });
  onTestFinished(async () => {
    await client.close();
    await simulator.close();
    expect(ledger.outcomes).toHaveLength(ledger.requests.length);
  });
  const living = [...simulator.instance.state.book.living()].filter(isMarketoId);
  return { client, simulator, ledger, living };
}

/** All pages of a feed from a token on. */
async function drain(token: string, read: (token: string) => Promise<FeedPage>) {
  const pages: FeedPage[] = [];
  for (let next = token; ; ) {
    const page = await read(next);
    pages.push(page);
    if (!page.moreResult) return { pages, records: pages.flatMap((each) => each.records) };
    next = page.nextPageToken;
  }
}

const owned = (client: MarketoClient, ids: readonly MarketoId[]) => client.leadsByIds(ids, ['email', 'title'], CONTEXT);

describe('the client against the simulator', () => {
  it('tells who it is and what the instance offers', async () => {
    const { client, simulator } = await start();
    await expect(client.checkCredentials()).resolves.toMatchObject({ apiUser: expect.stringContaining('@') });
    const fields = await client.describeLeads(CONTEXT);
    expect(fields.map((field) => field.restName)).toEqual(expect.arrayContaining(['email', 'sfdcLeadOwnerId']));
    expect(await client.searchableFields(CONTEXT)).toEqual(expect.arrayContaining(['email']));
    expect(await client.activityTypes(CONTEXT)).toEqual(expect.arrayContaining([{ id: 32, name: 'Merge Leads' }]));
    const usage = await client.usageToday(CONTEXT);
    expect(usage?.day).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(usage?.total).toBeGreaterThan(0);
    expect(client.baseUrl).toBe(simulator.baseUrl);
  });

  it('reads 300 people as they are, and knows who is not there', async () => {
    const { client, simulator, living } = await start();
    const ids = living.slice(0, 299);
    const { leads } = await owned(client, [...ids, id(999_999_999)]);
    expect(leads.map((lead) => lead.id).toSorted((a, b) => a - b)).toEqual(ids);
    const truth = new Map([...simulator.instance.truth()].map((line) => [line.id, line]));
    for (const lead of leads) expect(lead.email).toBe(truth.get(lead.id)?.email ?? null);
  });

  it('reads the people of some owners, and says when they are too many', async () => {
    const { client, simulator } = await start();
    const people = [...simulator.instance.truth({ owned: true })];
    const owners = [...new Set(people.map(({ ownerId }) => String(ownerId)))];
    const some = owners.slice(0, 40);
    const expected = people.filter(({ ownerId }) => some.includes(String(ownerId))).map((person) => person.id);
    const { leads } = await client.leadsByFilter('sfdcLeadOwnerId', some, ['sfdcLeadOwnerId'], CONTEXT);
    expect(leads.map((lead): number => lead.id).toSorted((a, b) => a - b)).toEqual(expected);
    // More than a page, so that paging was needed.
    expect(expected.length).toBeGreaterThan(300);
    const all = await failureOf(client.leadsByFilter('sfdcLeadOwnerId', owners, [], CONTEXT));
    expect(all.key).toBe('marketo.1003.tooMany');
    const unsearchable = await failureOf(client.leadsByFilter('createdAt', ['2026-11-24'], [], CONTEXT));
    expect(unsearchable.key).toBe('marketo.1011');
  });

  it('takes a feed’s token over POST when it makes the address too long', async () => {
    const { client } = await start();
    const token = 'A'.repeat(9_000);
    // Refused as a token, not as an address.
    expect((await failureOf(client.deletedLeads({ token }, CONTEXT))).key).toBe('marketo.1003');
  });

  it.each(['array', 'commaString', 'number'] as const)('follows every feed, merges as %s', async (mergeIdsForm) => {
    const { client, simulator, living } = await start({ switches: { mergeIdsForm, leadChangeDates: '+0000' } });
    const token = await client.pagingToken(new Date(Date.now() - 1_000), CONTEXT);
    const [changed = id(1), deleted = id(2), winner = id(3), loser = id(4)] = living;
    const { instance } = simulator;
    instance.update(changed, { title: 'New title' });
    instance.delete(deleted);
    instance.merge({ winner, losers: [loser] });
    const gone = instance.gone();
    const merged = gone.find((each) => each.winner !== null);

    const changes = await drain(token, (next) => client.leadChanges({ token: next, fields: ['title'] }, CONTEXT));
    expect(changes.records).toEqual(expect.arrayContaining([expect.objectContaining({ leadId: changed, typeId: 13 })]));
    const deletions = await drain(token, (next) => client.deletedLeads({ token: next }, CONTEXT));
    expect(deletions.records).toEqual([expect.objectContaining({ leadId: deleted, typeId: 37 })]);
    const merges = await drain(token, (next) => client.activities({ token: next, typeIds: [31, 32] }, CONTEXT));
    expect(merges.records).toEqual([expect.objectContaining({ leadId: merged?.winner, mergedIds: [merged?.id] })]);
    const { leads } = await owned(client, [changed, deleted, winner, loser]);
    expect(leads).toHaveLength(2);
    expect(leads.find((lead) => lead.id === changed)?.title).toBe('New title');
  });

  it('loses nothing by short and empty pages', async () => {
    const { client, simulator, living } = await start();
    const token = await client.pagingToken(new Date(Date.now() - 1_000), CONTEXT);
    for (const person of living.slice(0, 20)) simulator.instance.update(person, { title: 'Changed' });
    simulator.instance.setFaults([
      { match: { path: '/rest/v1/activities/leadchanges.json', nth: 1 }, do: { emptyPage: true } },
      { match: { path: '/rest/v1/activities/leadchanges.json', nth: 2 }, do: { shortPage: 3 } },
    ]);
    const { pages, records } = await drain(token, (next) =>
      client.leadChanges({ token: next, fields: ['title'] }, CONTEXT),
    );
    expect(pages.map((page) => page.records.length)).toEqual([0, 3, 17]);
    expect(new Set(records.map((record) => record.leadId))).toEqual(new Set(living.slice(0, 20)));
  });

  it('outlives an expired token without telling', async () => {
    const { client, simulator, ledger, living } = await start();
    await owned(client, living.slice(0, 3));
    simulator.instance.expireTokens();
    await expect(owned(client, living.slice(0, 3))).resolves.toMatchObject({ leads: { length: 3 } });
    expect(ledger.outcomes).toEqual(['done', 'free', 'done']);
  });

  it.each([
    [{ http: 502, html: true }, 'marketo.http5xx', 'done'],
    [{ emptyBody: true }, 'marketo.emptyBody', 'done'],
    [{ badJson: true }, 'marketo.unreadable', 'done'],
    [{ truncate: true }, 'marketo.truncated', 'done'],
    [{ resetBefore: true }, 'marketo.reset', 'done'],
    [{ code: '606' }, 'marketo.606', 'rateLimited'],
    [{ code: '611' }, 'marketo.611', 'free'],
  ] as const)('names the fault %j', async (fault, key, outcome) => {
    const { client, ledger, living } = await start({ faults: [{ match: { class: 'leads', nth: 1 }, do: fault }] });
    expect((await failureOf(owned(client, living.slice(0, 3)))).key).toBe(key);
    expect(ledger.outcomes).toEqual([outcome]);
    await expect(owned(client, living.slice(0, 3))).resolves.toMatchObject({ leads: { length: 3 } });
  });

  it('names a used-up day, wrong credentials, a lacking permission, a foreign token', async () => {
    const { client, simulator, living } = await start({
      dailyQuota: 1,
      clients: [
        { clientId: 'all', clientSecret: 'secret' },
        { clientId: 'none', clientSecret: 'secret', permissions: [] },
      ],
    });
    await owned(client, living.slice(0, 1));
    const used = await failureOf(owned(client, living.slice(0, 1)));
    expect(used.key).toBe('marketo.607');
    expect(used.retryAt?.getTime()).toBeGreaterThan(Date.now());
    expect(used.retryAt?.getTime()).toBeLessThan(Date.now() + 1.1 * DAY);
    simulator.instance.setLimits({ dailyQuota: 50_000 });
    expect((await failureOf(client.deletedLeads({ token: 'AAAA====' }, CONTEXT))).entry.class).toBe('bug');
    const as = async (clientId: string, clientSecret: string) => {
      const other = createMarketoClient({
        baseUrl: simulator.baseUrl,
        clientId,
        clientSecret,
        ledger: new CountingLedger(),
      });
      onTestFinished(() => other.close());
      return (await failureOf(owned(other, living.slice(0, 1)))).key;
    };
    expect(await as('all', 'wrong')).toBe('marketo.credentials');
    expect(await as('none', 'secret')).toBe('marketo.603');
  });
});
