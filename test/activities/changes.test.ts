import { describe, expect, it } from 'vitest';
import type { MarketoId } from '../../model/ids.ts';
import type { MarketoInstance } from '../../simulators/marketo/index.ts';
import { MINUTE } from './clock.ts';
import { openSyncedRig, type Rig, turn } from './rig.ts';
import { expectTruth, someone } from './truth.ts';

const USER = '005000000000999AAA';
const QUEUE = '00G000000000999AAA';

/** Deletions are looked at every ten minutes. */
async function laterTurn(rig: Rig) {
  rig.clock.advance(10 * MINUTE);
  return turn(rig);
}

/** A rig whose feeds are read to their end. */
async function caughtUp(options: Parameters<typeof openSyncedRig>[0] = {}): Promise<Rig> {
  const rig = await openSyncedRig(options);
  await turn(rig);
  await turn(rig);
  return rig;
}

const stored = (rig: Rig, id: number) => rig.store.people.get(id as MarketoId);
const history = (rig: Rig, id: number) => rig.store.people.history(id as MarketoId);

/** Someone whom nobody owns and Salesforce doesn't know. */
function unowned(instance: MarketoInstance): number {
  const found = [...instance.truth()].find(({ ownerId, sfdcId }) => ownerId === null && sfdcId === undefined);
  if (found === undefined) throw new Error('everyone has an owner');
  return found.id;
}

describe('fields', () => {
  it('a new person with an owner becomes visible, one without stays a stub', async () => {
    const rig = await caughtUp();
    const owned = rig.instance.create({ lastName: 'Owned', sfdcLeadId: '00Q1', sfdcLeadOwnerId: USER });
    const nobody = rig.instance.create({ lastName: 'Nobody' });
    expect(await turn(rig)).toMatchObject({ summary: { asked: 2, joined: 1 } });
    expect(await stored(rig, owned)).toMatchObject({ firstSeen: { evidence: 'leadChange' } });
    expect(await stored(rig, nobody)).toMatchObject({ marketo: { state: 'unowned', reason: 'noOwner' } });
    expect(JSON.stringify(await stored(rig, nobody))).not.toContain('Nobody');
    await expectTruth(rig);
  });

  it.each([
    ['firstName', 'firstName', 'Zoë'],
    ['lastName', 'lastName', '  O’Neil\u0001 '],
    ['company', 'company', '株式会社'],
    ['title', 'title', 'x'.repeat(255)],
    ['email', 'email', 'new.address@example.com'],
    ['phone', 'phone', '+49 30 1234'],
    ['linkedInUrl', 'linkedInProfileURL', 'https://www.linkedin.com/in/zoe'],
    ['source', 'leadSource', 'null'],
    ['salesforceLeadId', 'sfdcLeadId', '00Q000000000999AAA'],
    ['salesforceContactId', 'sfdcContactId', '003000000000999AAA'],
    ['salesforceAccountId', 'sfdcAccountId', '001000000000999AAA'],
    ['salesforceOpportunityId', 'sfdcOpptyId', '006000000000999AAA'],
  ] as const)('a change of %s arrives with the next turn, and so does its removal', async (field, restName, value) => {
    const rig = await caughtUp({ people: 30 });
    const person = someone(rig.instance, 3);
    rig.instance.update(person.id, { [restName]: value });
    expect(await turn(rig)).toMatchObject({ summary: { asked: 1, written: 1 } });
    await expectTruth(rig);
    const [row] = await history(rig, person.id);
    expect(row).toMatchObject({ evidence: 'leadChange', changes: [{ field, old: person[field], new: value }] });

    rig.instance.update(person.id, { [restName]: null });
    await turn(rig);
    await expectTruth(rig);
    expect((await history(rig, person.id)).at(-1)?.changes).toEqual([{ field, old: value, new: null }]);
  });

  it('a change of a field that is not synced costs no read', async () => {
    const rig = await caughtUp();
    rig.instance.update(someone(rig.instance).id, { leadScore: 12_345 });
    expect(await turn(rig)).toMatchObject({ records: 0, summary: { asked: 0 } });
  });

  it('a turn without news reads nobody', async () => {
    const rig = await caughtUp();
    expect(await turn(rig)).toMatchObject({ records: 0, summary: { asked: 0, written: 0 } });
  });
});

describe('owners', () => {
  it.each([true, false])('an owner given makes visible (type 13 beside type 23: %s)', async (ownerChangeWrites13) => {
    const rig = await caughtUp({ switches: { ownerChangeWrites13 } });
    const id = unowned(rig.instance);
    rig.instance.update(id, { sfdcLeadOwnerId: USER });
    expect(await turn(rig)).toMatchObject({ summary: { joined: 1 } });
    expect((await history(rig, id)).at(-1)).toMatchObject({
      evidence: ownerChangeWrites13 ? 'leadChange' : 'activity',
      changes: [
        { field: 'state', old: 'unowned', new: 'qualified' },
        { field: 'ownerId', old: null, new: USER },
      ],
    });
    await expectTruth(rig);
  });

  it('another owner is another owner, with history', async () => {
    const rig = await caughtUp();
    const { id, ownerId } = someone(rig.instance);
    rig.instance.update(id, { sfdcLeadOwnerId: USER });
    await turn(rig);
    expect((await history(rig, id)).at(-1)?.changes).toEqual([{ field: 'ownerId', old: ownerId, new: USER }]);
    await expectTruth(rig);
  });

  it.each([
    ['no owner', null],
    ['a queue', QUEUE],
  ])('%s takes the person out of sight and says why', async (_, owner) => {
    const rig = await caughtUp();
    const { id } = someone(rig.instance);
    rig.instance.update(id, { sfdcLeadOwnerId: owner });
    expect(await turn(rig)).toMatchObject({ summary: { left: 1, held: 0 } });
    expect(await stored(rig, id)).toMatchObject({ marketo: { state: 'unowned', reason: 'noOwner', ownerId: null } });
    await expectTruth(rig);
  });

  it('a person that Salesforce deleted leaves, though Marketo keeps owner and record', async () => {
    const rig = await caughtUp();
    const { id } = someone(rig.instance);
    rig.instance.deleteInSfdc(id);
    await turn(rig);
    expect(await stored(rig, id)).toMatchObject({ marketo: { state: 'unowned', reason: 'salesforceDeleted' } });
    await expectTruth(rig);
  });

  it('a lead that is converted stays the same person, with the contact’s ids', async () => {
    const rig = await caughtUp();
    const lead = someone(rig.instance);
    rig.instance.update(lead.id, { sfdcContactId: '003000000000999AAA', sfdcAccountId: '001000000000999AAA' });
    await turn(rig);
    await expectTruth(rig);
  });
});

/** Type of the record, form of its ids, and whether each loser has a deletion record too. */
const MERGES = ([31, 32] as const).flatMap((kind) =>
  (['array', 'commaString', 'number'] as const).flatMap((form) =>
    [true, false].map((also37) => [kind, form, also37] as const),
  ),
);

describe('deletions and merges', () => {
  it('a deletion is noticed when that feed is due, every ten minutes', async () => {
    const rig = await caughtUp();
    const { id } = someone(rig.instance);
    rig.instance.delete(id);
    expect(await turn(rig)).toMatchObject({ records: 0 });
    expect(await laterTurn(rig)).toMatchObject({ summary: { left: 1 } });
    expect(await stored(rig, id)).toMatchObject({ marketo: { state: 'deleted', evidence: 'deletion' } });
    expect((await history(rig, id)).at(-1)?.changes).toEqual([{ field: 'state', old: 'qualified', new: 'deleted' }]);
    await expectTruth(rig);
  });

  it('a person made and deleted between two turns leaves a tombstone, so that no slow page can bring it back', async () => {
    const rig = await caughtUp();
    const id = rig.instance.create({ lastName: 'Short', sfdcLeadOwnerId: USER });
    rig.instance.delete(id);
    await laterTurn(rig);
    const { marketo } = (await stored(rig, id)) ?? {};
    expect(Object.keys(marketo ?? {}).sort()).toEqual(['asOf', 'evidence', 'leftAt', 'state', 'syncedAt']);
    expect(marketo?.state).toBe('deleted');
    await expectTruth(rig);
  });

  it.each(MERGES)(
    'a merge of type %i with ids as %s (deletion record beside it: %s) names the winner',
    async (kind, form, also37) => {
      const rig = await caughtUp({ people: 60, switches: { mergeIdsForm: form, mergeLoserWrites37: also37 } });
      const winner = someone(rig.instance, 0).id;
      const losers = form === 'number' ? [someone(rig.instance, 1).id] : [1, 2].map((n) => someone(rig.instance, n).id);
      rig.instance.merge({ winner, losers, kind });
      await laterTurn(rig);
      await laterTurn(rig);
      for (const id of losers) {
        expect(await stored(rig, id)).toMatchObject({ marketo: { state: 'merged' }, alias: { winner } });
      }
      await expectTruth(rig);
    },
  );

  it.each([true, false])(
    'a winner that is merged away in turn is a loser like any other (records move: %s)',
    async (moves) => {
      const rig = await caughtUp({ switches: { mergeMovesActivities: moves } });
      const [first, second, third] = [0, 1, 2].map((n) => someone(rig.instance, n).id);
      if (first === undefined || second === undefined || third === undefined) throw new Error('too few people');
      rig.instance.merge({ winner: second, losers: [first] });
      rig.instance.merge({ winner: third, losers: [second] });
      await laterTurn(rig);
      expect(await stored(rig, first)).toMatchObject({ alias: { winner: moves ? third : second } });
      expect(await stored(rig, second)).toMatchObject({ marketo: { state: 'merged' }, alias: { winner: third } });
      await expectTruth(rig);
    },
  );
});
