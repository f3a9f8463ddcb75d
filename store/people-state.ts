import type { Database } from './database.ts';
import { run } from './errors.ts';
import type { PeopleState, PeopleStateStore } from './types.ts';
import { answering, retryDuplicate } from './writes.ts';

const INITIAL_STATE: PeopleState = {
  initial: 'none',
  changes: 'off',
  scanId: null,
  fieldMap: null,
  marketoInstance: null,
  startedAt: null,
  completedAt: null,
  strategy: null,
  smartList: null,
  highestId: null,
  progress: null,
  visible: 0,
  lastTurn: null,
  caughtUpAt: null,
  lastDeletedLeadsAt: null,
  lastOverlapAt: null,
  lastUsageAt: null,
  lastReconcile: null,
  troubles: { initial: null, changes: null, reconcile: null },
};

type PeopleStateDocument = { _id: 'people' } & Partial<PeopleState>;

export function createPeopleStateStore(database: Database): PeopleStateStore {
  const meta = database.collection<PeopleStateDocument>('meta');
  return {
    get: () =>
      run('peopleState.get', async () => {
        const found = await meta.findOne({ _id: 'people' });
        if (found === null) return { ...INITIAL_STATE };
        const { _id, ...state } = found;
        return { ...INITIAL_STATE, ...state, troubles: { ...INITIAL_STATE.troubles, ...state.troubles } };
      }),

    patch: (change) =>
      run('peopleState.patch', async () => {
        if (Object.values(change).every((value) => value === undefined)) return;
        await retryDuplicate(() => meta.updateOne({ _id: 'people' }, { $set: change }, { upsert: true }));
      }),

    setTrouble: (flow, trouble) =>
      run('peopleState.setTrouble', async () => {
        const change = { [`troubles.${flow}`]: trouble };
        await retryDuplicate(() => meta.updateOne({ _id: 'people' }, { $set: change }, { upsert: true }));
      }),

    addVisible: (delta) =>
      run('peopleState.addVisible', async () => {
        const after = await retryDuplicate(() =>
          meta.findOneAndUpdate(
            { _id: 'people' },
            { $inc: { visible: delta } },
            { upsert: true, ...answering('visible') },
          ),
        );
        return after?.visible ?? 0;
      }),

    settle: (scanId, choice) =>
      run('peopleState.settle', async () => {
        // A missing member counts as null.
        const unsettled = { _id: 'people', scanId, strategy: null } as const;
        return (await meta.updateOne(unsettled, { $set: choice })).matchedCount === 1;
      }),
  };
}
