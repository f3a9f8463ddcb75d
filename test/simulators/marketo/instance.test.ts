import { request } from 'undici';
import { describe, expect, it } from 'vitest';
import { startMarketoSimulator } from '../../../simulators/marketo/index.ts';
import { rig, START } from './harness.ts';

const clock = () => START;

async function truthOf(seed: number, changes: number) {
  const sim = await startMarketoSimulator({ people: 400, seed, clock });
  const done = sim.instance.random(changes, 11);
  const truth = [...sim.instance.truth()];
  await sim.close();
  return { done, truth };
}

describe('made-up people', () => {
  it('the same seed gives the same people and the same random changes, another seed others', async () => {
    const first = await truthOf(5, 100);
    expect(await truthOf(5, 100)).toEqual(first);
    expect((await truthOf(6, 100)).truth).not.toEqual(first.truth);
  });

  it('they look like a real instance', async () => {
    const r = await rig({ people: 10_000, ownedShare: 0.7 });
    const people = [...r.sim.instance.truth()];
    const share = (test: (p: (typeof people)[number]) => boolean) => people.filter(test).length / people.length;
    const some = (test: (p: (typeof people)[number]) => boolean) => expect(share(test)).toBeGreaterThan(0);
    expect(share(({ ownerId }) => ownerId?.startsWith('005') === true)).toBeCloseTo(0.7, 1);
    some(({ ownerId }) => ownerId?.startsWith('00G') === true);
    some(({ ownerId, sfdcId }) => ownerId === null && sfdcId === undefined);
    some(({ sfdcContactId, sfdcLeadId }) => sfdcContactId !== undefined && sfdcLeadId !== undefined);
    some(({ sfdcOpptyId }) => sfdcOpptyId !== undefined);
    expect(share(({ sfdcType }) => sfdcType === 'Contact')).toBeGreaterThan(0.2);
    for (const script of [
      /\p{Script=Cyrillic}/u,
      /\p{Script=Han}/u,
      /\p{Script=Arabic}/u,
      /\p{Script=Hebrew}/u,
      /[éüøł]/,
      /\p{M}/u,
      /\p{Emoji_Presentation}/u,
    ]) {
      some((p) => script.test(`${p.firstName} ${p.lastName}`));
    }
    for (const awkward of ['\r\n', '\t', '"', ',']) some((p) => `${p.title}${p.address}${p.company}`.includes(awkward));
    const emails = people.map(({ email }) => email).filter((email) => email !== undefined);
    expect(emails.length - new Set(emails).size).toBeGreaterThan(50);
    expect(emails.length).toBeLessThan(people.length);
    expect(new Set(people.map(({ ownerId }) => ownerId)).size).toBeGreaterThan(200);
    const ids = people.map(({ id }) => id);
    const missing = 1 - ids.length / ((ids.at(-1) ?? 0) - (ids[0] ?? 0) + 1);
    expect(missing).toBeGreaterThan(0.09);
    expect(missing).toBeLessThan(0.16);
    const created = people.map(({ createdAt }) => String(createdAt));
    expect([...created].sort()).toEqual(created);
    expect(Date.parse(created.at(-1) ?? '')).toBeGreaterThan(START - 6 * 3_600_000);
    expect(START - Date.parse(created[0] ?? '')).toBeGreaterThan(2.9 * 365 * 86_400_000);
    expect(people.every(({ updatedAt, createdAt }) => String(updatedAt) >= String(createdAt))).toBe(true);
    expect(people.every(({ ownerId }) => ownerId === null || ownerId.length === 18)).toBe(true);
  });

  it('a million people are there at once in little memory', async () => {
    const before = process.memoryUsage().rss;
    const sim = await startMarketoSimulator({ people: 1_000_000, clock });
    expect(sim.instance.people).toBe(1_000_000);
    const last = sim.instance.state.book.base.ids.last;
    expect(sim.instance.state.book.read(last, ['id', 'sfdcType'])).toMatchObject({ id: last });
    expect(sim.instance.state.lookup.find('email', ['nobody@x.example'], 10)).toEqual([]);
    expect(process.memoryUsage().rss - before).toBeLessThan(2_000_000_000);
    await sim.close();
  });

  it('an instance without people works', async () => {
    const r = await rig({ people: 0 });
    expect((await r.people('email', ['a@b.c'])).result).toEqual([]);
    expect(r.sim.instance.random(20, 1)).toHaveLength(20);
  });
});

describe('the server', () => {
  it('closes at once although calls are open', async () => {
    const sim = await startMarketoSimulator({ people: 10, latencyMs: 60_000, clock });
    const query = { grant_type: 'client_credentials', client_id: sim.clientId, client_secret: sim.clientSecret };
    const { body } = await request(`${sim.baseUrl}/identity/oauth/token`, { query });
    const { access_token } = (await body.json()) as { access_token: string };
    const open = request(`${sim.baseUrl}/rest/v1/leads/describe.json`, {
      headers: { authorization: `Bearer ${access_token}` },
    });
    const refused = expect(open).rejects.toThrow();
    while (sim.instance.stats().openNow === 0) await new Promise(setImmediate);
    await sim.close();
    await refused;
  });

  it('refuses options out of range and a taken port', async () => {
    await expect(startMarketoSimulator({ people: -1 })).rejects.toThrow(/people/);
    await expect(startMarketoSimulator({ ownedShare: 2 })).rejects.toThrow(/ownedShare/);
    await expect(startMarketoSimulator({ switches: { noSuchSwitch: true } as never })).rejects.toThrow(/noSuchSwitch/);
    const r = await rig();
    await expect(startMarketoSimulator({ port: r.sim.port })).rejects.toThrow(/EADDRINUSE/);
  });
});
