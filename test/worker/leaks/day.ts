import { expect, vi } from 'vitest';
import { SALES_ACTIVITY_KINDS } from '../../../model/sales-activity/kinds.ts';
import { createAs, deleteAs, updateAs } from '../../../simulators/salesforce/actors/edit.ts';
import { truth } from '../../../simulators/salesforce/control/truth.ts';
import { ATTRIBUTES, COMMON, TIED } from '../../model/sales-activity/lines.ts';
import { storedIn, truthOf } from '../people.ts';
import { mark, markedAddress, markedLink, markedPhone } from './markers.ts';
import { marketoValues, type World } from './world.ts';

const WITHIN = { timeout: 90_000, interval: 100 };

/** What a vendor's error says: it quotes what it was given. */
const echo = () => `Invalid value '${markedAddress('echo')}' for ${mark('echoed')} "${markedPhone()}"`;

const same = ({ rig }: World) =>
  vi.waitFor(async () => expect(await storedIn(rig.store)).toEqual(truthOf(rig.simulator.instance)), WITHIN);

/**
 * A flow that an error has stopped looks again when it is woken, as a person does who has mended the cause. Not too often:
 * each time the changes look too, and there are 100 calls in 20 s.
 */
const woken = ({ actions }: World, check: () => Promise<void>) =>
  vi.waitFor(
    async () => {
      await actions.ensureFlows();
      await check();
    },
    { ...WITHIN, interval: 2_000 },
  );

/** Initial sync, changes, merge, deletion, comparison, a request; with answers that are broken in the middle of the data. */
export async function peopleDay(world: World): Promise<void> {
  const { rig, actions } = world;
  const { instance } = rig.simulator;
  const happened = () => instance.stats().faults;
  instance.setFaults([
    { match: { class: 'leads', nth: 2 }, do: { code: '1003', message: echo() } },
    { match: { class: 'activities', nth: 2 }, do: { http: 502, html: true } },
    { match: { class: 'activities', nth: 3 }, do: { truncate: true } },
  ]);
  await actions.people.start({ strategy: 'ids' });
  await woken(world, async () => expect(happened()).toMatchObject({ code: 1, http: 1, truncate: 1 }));
  instance.setFaults([{ match: { class: 'activities' }, do: { code: '603', message: echo() } }]);
  await woken(world, async () => expect(await actions.alerts.list()).toMatchObject([{ alert: 'auth/marketo' }]));
  instance.setFaults([]);
  await woken(world, async () => expect((await rig.store.peopleState.get()).initial).toBe('complete'));
  const [first = 0, winner = 0, loser = 0, gone = 0, wrong = 0] = [...truthOf(instance).keys()];
  // Now only people who have changed are read: half an answer quotes one of them.
  instance.update(first, { company: mark('newcompany') });
  instance.setFaults([{ match: { class: 'leads' }, do: { badJson: true } }]);
  await woken(world, async () => expect(happened().badJson).toBeGreaterThan(0));
  instance.setFaults([]);
  instance.update(first, { title: mark('newtitle'), email: markedAddress('newaddress') });
  instance.merge({ winner, losers: [loser] });
  instance.delete(gone);
  const ownerId = truthOf(instance).get(first)?.ownerId ?? null;
  instance.create({ ...marketoValues(9_000), sfdcLeadOwnerId: ownerId, sfdcType: 'Lead' });
  await same(world);
  await actions.people.resync([first, winner]);
  // Repaired while the day goes on.
  const people = rig.db.collection<{ _id: number }>('people');
  await people.updateOne({ _id: wrong }, { $set: { 'marketo.title': mark('wrong') } });
  await actions.people.reconcile();
}

/** The comparison that `peopleDay` has begun. */
export async function peopleCompared(world: World): Promise<void> {
  const { rig } = world;
  await expect(rig.client.workflow.getHandle(rig.ids.peopleReconcile).result()).resolves.toMatchObject({ repaired: 1 });
  await same(world);
}

/** Every kind of sales activity to both vendors, which refuse some and quote what they were given; then tried again. */
export async function activitiesDay(world: World): Promise<void> {
  const { rig, org, actions } = world;
  const { store } = rig;
  await store.settings.setSalesforce({ logEmails: true, logReplies: true, logCalls: true }, 'test');
  rig.simulator.instance.setFaults([
    { match: { class: 'activityWrites', nth: 1 }, do: { code: '1003', message: echo() } },
    { match: { class: 'activityWrites', nth: 2 }, do: { badJson: true } },
    { match: { class: 'activityWrites', nth: 3 }, do: { http: 500, html: true } },
  ]);
  const refused = { itemError: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: echo() };
  org.faults.set([
    { match: { class: 'collections', nth: 1 }, do: refused },
    { match: { class: 'collections', nth: 2 }, do: { badJson: true } },
    { match: { class: 'query', nth: 1 }, do: { error: 'MALFORMED_QUERY', message: echo() } },
    { match: { class: 'query', nth: 2 }, do: { badJson: true } },
  ]);
  const lines = activityLines(world);
  const results = await actions.activities.log(lines);
  expect(results.filter(({ result }) => result !== 'accepted')).toEqual([]);
  // One that nobody can take: its error quotes nothing either.
  await actions.activities.log([
    { ...lines[0], id: 'bad', personId: mark('id') },
    { id: mark('id'), type: mark('type') },
  ]);
  await actions.activities.started();
  const moving = async () =>
    (await store.salesActivities.counts()).filter(({ state }) => !['parked', 'failed'].includes(state));
  await vi.waitFor(async () => expect(await moving()).toEqual([]), WITHIN);
  const failed = (await store.salesActivities.counts()).filter(({ state }) => state === 'failed');
  expect(failed.length).toBeGreaterThan(0);
  rig.simulator.instance.setFaults([]);
  org.faults.set([]);
  await actions.failures.retry({});
}

function activityLines({ rig, seller }: World): Record<string, unknown>[] {
  const people = [...truthOf(rig.simulator.instance)].filter(
    ([, { salesforceLeadId: lead, salesforceContactId: contact }]) => lead ?? contact,
  );
  return SALES_ACTIVITY_KINDS.flatMap((type) =>
    people.slice(0, 3).map(([personId], index) => {
      const given = Object.entries(ATTRIBUTES[type]).map(([name, value]) => [name, marked(name, value)] as const);
      const tie = TIED.has(type) ? { emailId: `emailSent-${index}` } : {};
      return { ...COMMON, ...Object.fromEntries(given), ...tie, seller, type, id: `${type}-${index}`, personId };
    }),
  );
}

/** Of the same kind: an address stays one. */
function marked(name: string, value: string | number): string | number {
  if (typeof value === 'number' || name === 'callStatus') return value;
  if (value.includes('@')) return markedAddress(name);
  if (value.startsWith('https:')) return markedLink(name);
  return value.startsWith('+') ? markedPhone() : mark(name);
}

/** Reminder tasks both ways, refused ones too. */
export async function tasksDay(world: World): Promise<void> {
  const { rig, org, actions, seller } = world;
  const { store } = rig;
  const user = [...truth(org, { object: 'User' })].find(({ Email }) => Email === seller);
  const there = () => [...truth(org, { object: 'Task' })].filter(({ OwnerId }) => OwnerId === user?.Id);
  const before = there().length;
  await store.settings.setTasks({ sync: true, intervalMs: 500 }, 'test');
  await store.sellers.setTasks(seller, true, 'test');
  const [personId = 0] = [...truthOf(rig.simulator.instance).keys()];
  const content = { details: mark('details'), due: '2026-12-24', seller };
  const { task } = await actions.tasks.create({ ...content, name: mark('taskname'), personId });
  await vi.waitFor(() => expect(there().length).toBeGreaterThan(before), WITHIN);
  const made = createAs(org, 'Task', { Subject: mark('madethere'), OwnerId: user?.Id }, { as: String(user?.Id) });
  const taken = async () => (await store.tasks.bySalesforceIds([made])).get(made);
  await vi.waitFor(async () => expect(await taken()).toBeDefined(), WITHIN);
  const refusal = { itemError: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: echo() };
  org.faults.set([{ match: { class: 'collections' }, do: refusal }]);
  await actions.tasks.edit(task.id, { name: mark('edited') });
  await vi.waitFor(async () => expect((await store.tasks.get(task.id))?.salesforce.refused).not.toBeNull(), WITHIN);
  const broken = org.faults.happened().badJson ?? 0;
  org.faults.set([{ match: { class: 'query' }, do: { badJson: true } }]);
  await vi.waitFor(() => expect(org.faults.happened().badJson).toBeGreaterThan(broken), WITHIN);
  org.faults.set([]);
  updateAs(org, made, { Description: mark('changedthere') }, { as: String(user?.Id) });
  await vi.waitFor(async () => expect((await taken())?.details).toBe(mark('changedthere')), WITHIN);
  deleteAs(org, made, String(user?.Id));
  await vi.waitFor(async () => expect((await taken())?.deleted).not.toBeNull(), WITHIN);
}

/** Opt-outs told at once, refused with a quote, and compared in both directions; one taken back. */
export async function unsubscribesDay(world: World): Promise<void> {
  const { rig, org, actions } = world;
  const { store } = rig;
  const address = (what: string) => markedAddress(`optout${what}`);
  const contact = (what: string, isOut = false) =>
    createAs(org, 'Contact', { LastName: mark('last'), Email: address(what), HasOptedOutOfEmail: isOut });
  const told = contact('told');
  const there = contact('there', true);
  org.faults.set([
    { match: { class: 'query', nth: 1 }, do: { badJson: true } },
    // Until it is parked: other flows write to Salesforce meanwhile.
    {
      match: { class: 'collections', object: 'Contact' },
      do: { itemError: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: echo() },
    },
  ]);
  await actions.unsubscribes.add([{ address: address('told'), reason: mark('reason') }, { address: mark('none') }]);
  await vi.waitFor(async () => expect((await store.unsubscribes.pushes()).parked).toBe(1), WITHIN);
  org.faults.set([]);
  await store.settings.setUnsubscribes({ nightly: true }, 'test');
  await actions.unsubscribes.reconcile();
  await vi.waitFor(async () => expect((await store.unsubscribes.read([address('there')])).size).toBe(1), WITHIN);
  await vi.waitFor(() => expect(org.store.byId('Contact', told)?.get('HasOptedOutOfEmail')).toBe(true), WITHIN);
  await actions.unsubscribes.resubscribe([address('there')], { reason: mark('back') });
  updateAs(org, there, { HasOptedOutOfEmail: false });
}

/** What the app asks, and what an admin sets. */
export async function askingDay(world: World): Promise<void> {
  const { rig, actions } = world;
  const { instance } = rig.simulator;
  await rig.store.settings.setCheck({ marketo: true }, 'test');
  await actions.settings.set('blockedDomains', `${mark('blocked')}.example`);
  await actions.settings.set('salesforce.subjectTemplate', '{{activity_subject}}');
  const [[personId] = [0]] = [...truthOf(instance)];
  await actions.mayEmail([markedAddress('newaddress'), `a@${mark('blocked')}.example`, mark('none')]);
  instance.addActivities([
    { leadId: personId, type: 2, at: Date.now() - 60_000, primary: mark('form'), attributes: [] },
  ]);
  await actions.getPanel({ person: personId });
  instance.setFaults([{ match: { class: 'activities' }, do: { badJson: true } }]);
  await actions.getPanel({ person: personId });
  instance.setFaults([]);
}
