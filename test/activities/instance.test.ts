import { describe, expect, it } from 'vitest';
import { begin, openCaughtUpRig, prepared } from './comparing.ts';
import { activitiesOf, type Rig, SCAN } from './rig.ts';
import { visibleIn } from './truth.ts';

/** The same database with a worker whose MARKETO_BASE_URL names another address. */
async function elsewhere(): Promise<{ rig: Rig; other: Rig }> {
  const rig = await openCaughtUpRig();
  const marketo = { ...rig.deps.marketo, baseUrl: 'https://999-zzz-999.mktorest.com' };
  return { rig, other: { ...rig, deps: { ...rig.deps, marketo } } };
}

const ATTEMPTS: Record<string, (activities: ReturnType<typeof activitiesOf>, scanId: string) => Promise<unknown>> = {
  prepareInitial: ({ prepareInitial }) => prepareInitial(),
  scanPeople: ({ scanPeople }) => scanPeople(),
  changesTurn: ({ changesTurn }) => changesTurn(),
  overlapTurn: ({ overlapTurn }) => overlapTurn(),
  resync: ({ resync }) => resync([1_001]),
  approve: ({ approve }) => approve(),
  prepareReconcile: ({ prepareReconcile }) => prepareReconcile(),
  reconcilePiece: ({ reconcilePiece }, scanId) => reconcilePiece(scanId),
};

describe('another base URL than the one that the people were read from', () => {
  it.each(Object.keys(ATTEMPTS))('stops %s before anything is read or written', async (name) => {
    const { rig, other } = await elsewhere();
    const scanId = await prepared(rig);
    if (name === 'prepareReconcile') await begin(rig);
    if (name === 'scanPeople' || name === 'prepareInitial') await rig.store.peopleState.patch({ initial: 'running' });
    rig.instance.resetStats();
    const visible = await visibleIn(rig);
    await expect(ATTEMPTS[name]?.(activitiesOf(other.deps), scanId)).rejects.toMatchObject({
      key: 'people.instanceChanged',
      details: { read: rig.deps.marketo.baseUrl, configured: 'https://999-zzz-999.mktorest.com' },
    });
    expect(rig.instance.stats().calls).toBe(0);
    expect(await visibleIn(rig)).toEqual(visible);
    expect(await rig.store.peopleState.get()).toMatchObject({ marketoInstance: rig.deps.marketo.baseUrl });
  });

  it('is told by status, and forgotten when the variable is right again', async () => {
    const { rig, other } = await elsewhere();
    await expect(activitiesOf(other.deps).changesTurn()).rejects.toThrow();
    expect((await rig.store.peopleState.get()).troubles.changes).toMatchObject({ key: 'people.instanceChanged' });
    rig.clock.advance(1_000);
    expect(await activitiesOf(rig.deps).changesTurn()).toMatchObject({ kind: 'done' });
    expect((await rig.store.peopleState.get()).troubles.changes).toBeNull();
  });

  it('a new start doesn’t overwrite it', async () => {
    const { rig, other } = await elsewhere();
    await rig.store.peopleState.patch({ initial: 'running', scanId: SCAN, fieldMap: null, highestId: null });
    await expect(activitiesOf(other.deps).prepareInitial()).rejects.toMatchObject({ key: 'people.instanceChanged' });
    expect(await rig.store.peopleState.get()).toMatchObject({ marketoInstance: rig.deps.marketo.baseUrl });
  });
});
