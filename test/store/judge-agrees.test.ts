import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CALL_PRIORITIES } from '../../model/ports.ts';
import { quotaDay } from '../../model/quota.ts';
import { steadyClock } from '../../store/clock.ts';
import type { QuotaDocument } from '../../store/quota/document.ts';
import { QuotaGate } from '../../store/quota/gate.ts';
import { judge } from '../../store/quota/judge.ts';
import { openTestDatabase } from './open.ts';
import { DAY, documents, LIMITS, NOON } from './quota-documents.ts';

/** A verdict that a moment more or less would change says nothing about the command that comes a moment later. */
const MOMENT_MS = 150;

/**
 * Spreading is manners, not a limit: the command knows nothing of it but the count of grants. And a verdict that a
 * moment later becomes one about spreading may be a grant by then.
 */
function isNoLimit(verdict: ReturnType<typeof judge>): boolean {
  return (
    verdict.kind === 'prune' || verdict.kind === 'newDay' || (verdict.kind === 'wait' && verdict.reason === 'spread')
  );
}

/** The document as if now were its noon. */
function moved(doc: QuotaDocument): QuotaDocument {
  const byMs = Date.now() - NOON;
  const later = (at: Date) => new Date(at.getTime() + byMs);
  const each = <T extends object>(dates: T) =>
    Object.fromEntries(Object.entries(dates).map(([name, at]) => [name, later(at as Date)])) as T;
  return {
    ...doc,
    day: doc.day === DAY ? quotaDay(new Date()) : doc.day,
    exhaustedDay: doc.exhaustedDay === DAY ? quotaDay(new Date()) : doc.exhaustedDay,
    times: doc.times.map(later),
    slots: doc.slots.map((slot) => ({ ...slot, until: later(slot.until) })),
    alive: each(doc.alive),
    waiting: each(doc.waiting),
    blockedUntil: later(doc.blockedUntil),
  };
}

it('what the judge allows the database grants, and what it forbids the database refuses', async () => {
  const quota = (await openTestDatabase()).collection<QuotaDocument>('quota');
  const counts = { granted: 0, refused: 0 };
  const samples = fc.sample(fc.tuple(documents, fc.constantFrom(...CALL_PRIORITIES)), { numRuns: 400, seed: 7 });
  for (const [sample, priority] of samples) {
    await quota.replaceOne({ _id: 'marketo' }, moved(sample), { upsert: true });
    const gate = new QuotaGate(quota, () => steadyClock.now().getTime());
    const known = await gate.look();
    const verdict = judge(known, gate.clock.now(), priority, LIMITS);
    const nearby = [-MOMENT_MS, MOMENT_MS].map((ms) =>
      judge(known, new Date(gate.clock.now().getTime() + ms), priority, LIMITS),
    );
    if (nearby.some(({ kind }) => kind !== verdict.kind)) continue;
    if ([verdict, ...nearby].some(isNoLimit)) continue;
    const spread = verdict.kind === 'go' && verdict.spread;
    const take = {
      holder: randomUUID(),
      until: new Date(),
      priority,
      known,
      limits: LIMITS,
      spread,
      othersWait: false,
    };
    const granted = await gate.take(take);
    expect({ verdict, granted: granted !== null }).toEqual({ verdict, granted: verdict.kind === 'go' });
    counts[granted === null ? 'refused' : 'granted'] += 1;
  }
  expect(counts.granted).toBeGreaterThan(20);
  expect(counts.refused).toBeGreaterThan(100);
});

it('of two that judged the same document only one gets a place that is spread, the other judges again', async () => {
  const quota = (await openTestDatabase()).collection<QuotaDocument>('quota');
  const gate = new QuotaGate(quota, () => steadyClock.now().getTime());
  const known = await gate.look();
  const limits = { ...LIMITS, windowCalls: known.windowCalls, dayCalls: 1_000, instanceDayCalls: 1_000 };
  await gate.newDay(known);
  const take = (judged: QuotaDocument, spread: boolean) => {
    const slot = { holder: randomUUID(), until: new Date(Date.now() + 60_000) };
    return gate.take({ ...slot, priority: 'initial', known: judged, limits, spread, othersWait: false });
  };
  const judged = await gate.look();
  expect(await take(judged, true)).not.toBeNull();
  expect(await take(judged, true)).toBeNull();
  expect(await take(judged, false)).not.toBeNull();
  expect(await take(await gate.look(), true)).not.toBeNull();
});
