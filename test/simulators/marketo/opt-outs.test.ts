import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Rig, rig } from './harness.ts';

const A = 'Ann@x.example';
const B = 'bob@x.example';

/** The flag of each person as it is read, by id. */
async function flags(r: Rig, ...ids: number[]) {
  const { result } = await r.people('id', ids, { fields: 'unsubscribed' });
  const byId = new Map(result?.map((row) => [row.id, row.unsubscribed]));
  return ids.map((id) => byId.get(id));
}

/** Type-13 records on `unsubscribed` since a token: whose, and the new value. */
async function changes(r: Rig, token: string) {
  const { rows } = await r.drain('/leadchanges', token, { fields: 'unsubscribed' });
  return rows.flatMap(({ leadId, fields = [] }) => fields.map(({ newValue }) => [leadId, newValue]));
}

describe('durable unsubscribe (section 9)', () => {
  it('an opt-out spreads to everybody with the address, with records on people nobody touched', async () => {
    const r = await rig();
    const [one, two, other] = [A, A.toLowerCase(), B].map((email) => r.sim.instance.create({ email })) as [
      number,
      number,
      number,
    ];
    r.advance(2_000);
    const token = await r.since();
    r.advance(2_000);
    r.sim.instance.update(one, { unsubscribed: true });
    expect(await flags(r, one, two, other)).toEqual([true, true, false]);
    expect(await changes(r, token)).toEqual([
      [one, 'True'],
      [two, 'True'],
    ]);
    r.sim.instance.update(two, { unsubscribed: false });
    expect(await flags(r, one, two)).toEqual([false, false]);
  });

  it('an opted-out address stays so when its person is deleted, made again or merged away', async () => {
    const r = await rig();
    const first = r.sim.instance.create({ email: A });
    r.sim.instance.update(first, { unsubscribed: true });
    r.sim.instance.delete(first);
    const second = r.sim.instance.create({ email: A.toUpperCase(), unsubscribed: false });
    expect(await flags(r, second)).toEqual([true]);
    const winner = r.sim.instance.create({ email: B });
    r.sim.instance.merge({ winner, losers: [second] });
    expect(await flags(r, winner)).toEqual([false]);
    const posted = await r.post('leads.json', { input: [{ email: A }] });
    expect(await flags(r, Number(posted.result?.[0]?.id))).toEqual([true]);
  });

  it('who takes an address takes what it has, whatever is asked for', async () => {
    const r = await rig();
    const out = r.sim.instance.create({ email: A, unsubscribed: true });
    const person = r.sim.instance.create({ email: B });
    expect(r.sim.instance.update(person, { email: A, unsubscribed: false })).toEqual(['email', 'unsubscribed']);
    expect(await flags(r, person)).toEqual([true]);
    expect(r.sim.instance.update(person, { email: B })).toEqual(['email', 'unsubscribed']);
    expect(await flags(r, out, person)).toEqual([true, false]);
    const nameless = r.sim.instance.create({ firstName: 'N', unsubscribed: true });
    r.sim.instance.merge({ winner: nameless, losers: [person] });
    expect(await flags(r, nameless)).toEqual([false]);
  });

  it('somebody made opted out opts the address out', async () => {
    const r = await rig();
    const before = r.sim.instance.create({ email: A });
    r.sim.instance.create({ email: A, unsubscribed: true });
    expect(await flags(r, before)).toEqual([true]);
  });

  it('all who share an address begin with the same, and a silent change spreads in silence', async () => {
    const r = await rig({ people: 5_000 });
    const byAddress = new Map<string, Set<unknown>>();
    const shared: number[] = [];
    for (const { id, email, unsubscribed } of r.sim.instance.truth()) {
      if (typeof email !== 'string') continue;
      if (byAddress.has(email)) shared.push(id);
      byAddress.set(email, (byAddress.get(email) ?? new Set()).add(unsubscribed));
    }
    expect(shared.length).toBeGreaterThan(50);
    expect([...byAddress.values()].filter((values) => values.size > 1)).toEqual([]);
    const id = r.find((p) => p.id === shared[0]);
    const email = String(r.sim.instance.state.book.read(id)?.email);
    const all = [...r.sim.instance.truth()].filter((p) => p.email === email).map((p) => p.id);
    const was = (await flags(r, id))[0] === true;
    r.advance(2_000);
    const token = await r.since();
    r.advance(2_000);
    r.sim.instance.update(id, { unsubscribed: !was }, { silent: true });
    expect(new Set(await flags(r, ...all))).toEqual(new Set([!was]));
    expect(await changes(r, token)).toEqual([]);
  });

  it('is remembered over a restart', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'opt-outs-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const persistFile = join(folder, 'changes.ndjson');
    const before = await rig({ persistFile });
    before.sim.instance.delete(before.sim.instance.create({ email: A, unsubscribed: true }));
    await before.sim.close();
    const after = await rig({ persistFile });
    expect(await flags(after, after.sim.instance.create({ email: A }))).toEqual([true]);
  });
});
