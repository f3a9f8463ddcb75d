import { expect, it } from 'vitest';
import type { BranchStatus } from '../../model/sales-activity/branch.ts';
import type { Vendor } from '../../model/sales-activity/kinds.ts';
import type { BranchAt, BranchChanged } from '../../store/sales-activities/types.ts';
import { Teller } from '../../worker/tell.ts';
import { activityId } from '../store/sales-activities.ts';

const DONE: BranchStatus = { state: 'done', reference: 'guid' };
const PENDING: BranchStatus = { state: 'pending' };

/** A teller whose wait for more news the test ends. */
function rig(fails = 0) {
  const signals: (readonly BranchAt[])[] = [];
  const warnings: unknown[] = [];
  let gathered: () => void = () => {};
  let left = fails;
  const teller = new Teller({
    workflows: {
      tell: async (moved) => {
        if (left-- > 0) throw new Error('away');
        signals.push(moved);
      },
    },
    clock: {
      sleep: () =>
        new Promise((resolve) => {
          gathered = resolve;
        }),
    },
    stopping: new AbortController().signal,
    logger: { warn: (...given: unknown[]) => void warnings.push(given) },
  });
  const tellThem = async () => {
    gathered();
    await teller.settled();
  };
  return { teller, signals, warnings, tellThem };
}

const moved = (name: string, vendor: Vendor, status: BranchStatus, changed = true): BranchChanged => ({
  id: activityId(name),
  vendor,
  changed,
  status,
});
const told = (name: string, vendor: Vendor, status: BranchStatus): BranchAt => ({
  id: activityId(name),
  vendor,
  status,
});

it('tells the newest of each vendor, both vendors of an activity together, and nothing that did not change', async () => {
  const { teller, signals, tellThem } = rig();
  teller.tell([moved('a', 'marketo', PENDING), moved('b', 'marketo', DONE), moved('c', 'marketo', DONE, false)]);
  teller.tell([moved('a', 'salesforce', DONE)]);
  teller.tell([moved('a', 'marketo', DONE)]);
  await tellThem();
  expect(signals).toEqual([[told('a', 'marketo', DONE), told('a', 'salesforce', DONE), told('b', 'marketo', DONE)]]);
});

it('tells all of many, and what comes later too', async () => {
  const { teller, signals, tellThem } = rig();
  teller.tell(Array.from({ length: 450 }, (_, index) => moved(`many-${index}`, 'marketo', DONE)));
  await tellThem();
  expect(signals.map(({ length }) => length)).toEqual([200, 200, 50]);
  expect(new Set(signals.flat().map(({ id }) => id)).size).toBe(450);
  teller.tell([moved('later', 'marketo', DONE)]);
  await tellThem();
  expect(signals.at(-1)).toEqual([told('later', 'marketo', DONE)]);
});

it('Temporal away: says so once, and tells again what comes afterwards', async () => {
  const { teller, signals, warnings, tellThem } = rig(1);
  teller.tell([moved('a', 'marketo', DONE)]);
  await tellThem();
  expect(warnings).toHaveLength(1);
  teller.tell([moved('b', 'marketo', DONE)]);
  await tellThem();
  expect(signals).toEqual([[told('b', 'marketo', DONE)]]);
});
