import fc from 'fast-check';
import { quotaDay } from '../../model/quota.ts';
import { emptyQuota, forEachPriority, type QuotaDocument, resizeTimes } from '../../store/quota/document.ts';
import { INTENT_FRESH_MS, ledgerLimits } from '../../store/quota/limits.ts';
import { EPOCH } from './people.ts';

export const NOON = EPOCH + 12 * 3_600_000;
export const DAY = quotaDay(new Date(NOON));
export const LIMITS = ledgerLimits(
  { windowCalls: 6, atOnce: 3, dayCalls: 100, instanceDayCalls: 150 },
  { windowMs: 2_000, leaseMs: 1_000 },
);
const { windowMs, windowCalls, leaseMs } = LIMITS;

const ago = (most: number) => fc.integer({ min: 0, max: most }).map((ms) => new Date(NOON - ms));
const around = (most: number) => fc.integer({ min: -most, max: most }).map((ms) => new Date(NOON + ms));
const process = fc.constantFrom('p', 'q');
const slot = fc.record({ holder: fc.uuid(), until: around(1_500), process }, { requiredKeys: ['holder', 'until'] });

/** Any document that the ledger may find, of this day and our share unless it says otherwise. */
export const documents = fc
  .record({
    times: fc.array(ago(3 * windowMs), { minLength: windowCalls, maxLength: windowCalls }),
    slots: fc.array(slot, { maxLength: LIMITS.atOnce + 1 }),
    alive: fc.dictionary(process, ago(2 * leaseMs)),
    dayCalls: fc.oneof(fc.nat(40), fc.nat(110)),
    instanceTotal: fc.nat(150),
    blockedUntil: fc.oneof({ weight: 2, arbitrary: ago(3_000) }, around(3_000)),
    exhaustedDay: fc.oneof({ weight: 9, arbitrary: fc.constant('-') }, fc.constant(DAY)),
    waiting: fc.record(forEachPriority(() => ago(8 * INTENT_FRESH_MS))),
    day: fc.oneof({ weight: 9, arbitrary: fc.constant(DAY) }, fc.constant('2020-01-01')),
    size: fc.oneof({ weight: 9, arbitrary: fc.constant(windowCalls) }, fc.integer({ min: 1, max: 9 })),
  })
  .map(({ size, ...doc }): QuotaDocument => {
    const times = doc.times.sort((a, b) => a.getTime() - b.getTime());
    return { _id: 'marketo', ...emptyQuota(), ...doc, times: resizeTimes(times, size), windowCalls: size };
  });
