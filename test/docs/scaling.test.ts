import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { BSON, type Document } from 'mongodb';
import { expect, test } from 'vitest';
import { SALES_ACTIVITY_KINDS } from '../../model/sales-activity/kinds.ts';
import { activitiesOf, openSyncedRig, type Rig } from '../activities/rig.ts';
import { activityOf } from '../model/sales-activity/lines.ts';

// docs/scaling.md computes from sizes; these are measured here, from documents that the product itself has written.

const page = readFileSync(fileURLToPath(new URL('../../docs/scaling.md', import.meta.url)), 'utf8');
const TOLERANCE = 0.15;

async function average({ db }: Rig, name: string, filter: Document = {}): Promise<number> {
  const documents = await db.collection(name).find(filter).toArray();
  expect(documents.length, name).toBeGreaterThan(0);
  return documents.reduce((sum, one) => sum + BSON.calculateObjectSize(one), 0) / documents.length;
}

/** Bytes of one, by the name in the page's table. */
async function measure(): Promise<Map<string, number>> {
  const rig = await openSyncedRig({ people: 1_000 });
  const sizes = new Map([
    ['visible person', await average(rig, 'people', { 'marketo.state': 'qualified' })],
    ['stub of a person', await average(rig, 'people', { 'marketo.state': 'unowned' })],
  ]);
  rig.instance.random(100, 1);
  rig.clock.advance(600_000);
  await activitiesOf(rig.deps).changesTurn();
  sizes.set('change in the history', await average(rig, 'peopleHistory'));

  await rig.store.settings.setSalesforce({ logEmails: true, logReplies: true, logCalls: true }, 'test');
  const activities = SALES_ACTIVITY_KINDS.flatMap((kind) =>
    Array.from({ length: 5 }, (_, n) => activityOf(kind, { id: `${kind}-${n}` })),
  );
  await rig.store.salesActivities.intake(activities);
  sizes.set('sales activity', await average(rig, 'salesActivities'));
  sizes.set('entry of a panel', (await average(rig, 'panels')) / activities.length);
  sizes.set('row of the outbox', await average(rig, 'outbox'));
  const optOut = { at: new Date(), source: 'manual', by: 'admin', reason: null } as const;
  await rig.store.unsubscribes.add([{ address: 'ann@example.com', optOut }]);
  sizes.set('unsubscribe', await average(rig, 'unsubscribes'));
  return sizes;
}

test('the sizes that docs/scaling.md computes with are those of the documents that are written', async () => {
  const told = new Map(
    [...page.matchAll(/^\| (\w[\w ]+?) +\| +([\d,]+) bytes/gm)].map(
      ([, name = '', bytes = '']) => [name, Number(bytes.replaceAll(',', ''))] as const,
    ),
  );
  const sizes = await measure();
  expect([...told.keys()].toSorted()).toEqual([...sizes.keys()].toSorted());
  const wrong = [...sizes].filter(([name, bytes]) => Math.abs((told.get(name) ?? 0) / bytes - 1) > TOLERANCE);
  expect(wrong.map(([name, bytes]) => `${name}: ${told.get(name)} told, ${Math.round(bytes)} measured`)).toEqual([]);
});
