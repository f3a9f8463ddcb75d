import type { Document } from 'mongodb';
import { expect, it } from 'vitest';
import { newReconcile } from '../../model/reconcile.ts';
import { DAY, HOUR, MINUTE } from './clock.ts';
import { openCaughtUpRig, toItsEnd } from './comparing.ts';
import { activitiesOf, type Rig, turn } from './rig.ts';
import { expectTruth, someone, truthOf, visibleIn } from './truth.ts';

/** A copy of the whole database. @returns what puts it back in place of everything written since */
async function backup({ db }: Rig): Promise<() => Promise<void>> {
  const names = (await db.listCollections().toArray()).map(({ name }) => name);
  const copies = await Promise.all(
    names.map(async (name) => [name, await db.collection<Document>(name).find().toArray()] as const),
  );
  return async () => {
    for (const { name } of await db.listCollections().toArray()) await db.collection(name).deleteMany({});
    for (const [name, rows] of copies) if (rows.length > 0) await db.collection(name).insertMany(rows);
  };
}

/** Life goes on after the backup: edits, newcomers, owners, merges, deletions, all of them synced. */
async function goOn(rig: Rig, passed: number): Promise<void> {
  for (let done = 0; done < passed; done += passed / 4) {
    rig.instance.random(15, done + 1);
    rig.instance.delete(someone(rig.instance, 5).id);
    rig.clock.advance(passed / 4);
    await turn(rig);
  }
}

/** As `client.repair.restore`, whose own test is beside the client's. */
async function repair({ store, clock }: Rig): Promise<string> {
  await store.tickets.raise(1_000_000_000);
  const run = newReconcile('restored', clock.now());
  await store.reconcile.replace(run);
  return run.scanId;
}

it('a restored database is compared: equal to Marketo again, by tickets above all that were given out', async () => {
  const rig = await openCaughtUpRig();
  const restore = await backup(rig);
  await goOn(rig, DAY);
  const lastTicket = await rig.store.tickets.take();
  await restore();
  expect(await visibleIn(rig)).not.toEqual(truthOf(rig.instance));

  const scanId = await repair(rig);
  await activitiesOf(rig.deps).prepareReconcile();
  expect(await toItsEnd(rig, scanId)).toMatchObject({ reason: 'restored', complete: true, held: 0 });
  rig.clock.advance(10 * MINUTE);
  await turn(rig);
  await activitiesOf(rig.deps).recountPeople();
  await expectTruth(rig);
  expect(await rig.store.tickets.take()).toBeGreaterThan(lastTicket + 900_000_000);
});

it('from a backup older than the feeds’ memory: who was deleted since is found by the comparison alone', async () => {
  const rig = await openCaughtUpRig();
  const restore = await backup(rig);
  await goOn(rig, 4 * DAY);
  await goOn(rig, 20 * HOUR);
  await restore();
  rig.clock.advance(14 * DAY);

  await repair(rig);
  expect(await activitiesOf(rig.deps).changesTurn()).toEqual({ kind: 'reconcile' });
  const run = await rig.store.reconcile.get();
  expect(run).toMatchObject({ reason: 'feedsTooOld' });
  await activitiesOf(rig.deps).prepareReconcile();
  const result = await toItsEnd(rig, run?.scanId ?? '');
  expect(result).toMatchObject({ complete: true });
  expect(result.found.extra).toBeGreaterThan(5);
  await expectTruth(rig);
});
