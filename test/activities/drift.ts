import { type Dice, dice } from '../../chaos/plan/dice.ts';
import { ownerOf } from '../../model/qualification.ts';
import { MINUTE } from './clock.ts';
import { openCaughtUpRig } from './comparing.ts';
import { type Rig, turn } from './rig.ts';
import { someone, truthOf } from './truth.ts';

export type Drift = 'missing' | 'extra' | 'resurrected' | 'stale' | 'wrongOwner' | 'unowned' | 'beyond';
export const DRIFTS: readonly [Drift, ...Drift[]] = [
  'missing',
  'extra',
  'resurrected',
  'stale',
  'wrongOwner',
  'unowned',
  'beyond',
];

interface Stored {
  _id: number;
  marketo?: Record<string, unknown>;
}

/** What a reader can't tell from a person of Marketo, and Marketo knows nothing of. */
const BOGUS = {
  state: 'qualified',
  syncedAt: new Date(0),
  evidence: 'initialScan',
  ownerId: '005000000000777AAA',
  lastName: 'Bogus',
};

/** Writes a wrong document past the sync, of someone whom nobody has made wrong before. @returns the id */
export async function drift(rig: Rig, kind: Drift, dice: Dice, wrong: Set<number>): Promise<number> {
  const people = rig.db.collection<Stored>('people');
  const set = (_id: number, marketo: Record<string, unknown>) =>
    people.updateOne({ _id }, { $set: { marketo: { asOf: 1 + dice.below(5), ...marketo } } }, { upsert: true });
  const visible = truthOf(rig.instance).filter(({ id }) => !wrong.has(id));
  const person = visible[dice.below(visible.length)] ?? someone(rig.instance);
  const id = await (async () => {
    switch (kind) {
      case 'missing':
        if (dice.chance(0.5)) await people.deleteOne({ _id: person.id });
        else await set(person.id, { state: dice.oneOf(['unowned', 'deleted', 'merged']), syncedAt: new Date(0) });
        return person.id;
      case 'stale':
        await people.updateOne({ _id: person.id }, { $set: { 'marketo.title': 'Wrong', 'marketo.phone': '0' } });
        return person.id;
      case 'wrongOwner':
        await people.updateOne({ _id: person.id }, { $set: { 'marketo.ownerId': BOGUS.ownerId } });
        return person.id;
      case 'extra': {
        const never = 1 + dice.below(900);
        await set(never, BOGUS);
        return never;
      }
      case 'resurrected': {
        const gone = rig.instance.gone();
        const back = gone[dice.below(gone.length)]?.id ?? 1;
        await set(back, BOGUS);
        return back;
      }
      case 'unowned': {
        const living = [...rig.instance.truth()].filter(({ ownerId }) => ownerOf(ownerId, 'salesforceUser') === null);
        const found = living[dice.below(living.length)]?.id ?? 1;
        await set(found, BOGUS);
        return found;
      }
      case 'beyond': {
        const far = 10_000_000 + dice.below(1_000_000);
        await set(far, BOGUS);
        return far;
      }
    }
  })();
  wrong.add(id);
  return id;
}

/** One wrong document of each kind. */
export async function drifted(options: Parameters<typeof openCaughtUpRig>[0] = {}) {
  const rig = await openCaughtUpRig(options);
  rig.instance.delete(someone(rig.instance, 3).id);
  rig.clock.advance(10 * MINUTE);
  await turn(rig);
  const random = dice(7);
  const wrong = new Set<number>();
  const ids = {
    missing: await drift(rig, 'missing', random, wrong),
    stale: await drift(rig, 'stale', random, wrong),
    wrongOwner: await drift(rig, 'wrongOwner', random, wrong),
    unowned: await drift(rig, 'unowned', random, wrong),
    extra: await drift(rig, 'extra', random, wrong),
    resurrected: await drift(rig, 'resurrected', random, wrong),
    beyond: await drift(rig, 'beyond', random, wrong),
  };
  return { rig, ids };
}
