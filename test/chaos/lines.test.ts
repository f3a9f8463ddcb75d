import { describe, expect, it } from 'vitest';
import { Lines } from '../../chaos/scenarios/activities/lines.ts';
import { SALES_ACTIVITY_KINDS } from '../../model/sales-activity/kinds.ts';
import { parseSalesActivity } from '../../model/sales-activity/parse.ts';

const people = Array.from({ length: 50 }, (_, index) => ({ id: index + 1, hasRecord: true }));
const late = [{ id: 1_001, hasRecord: false }];
const SEEDS = [1, 2, 3, 4, 5];

function bursts(seed: number) {
  const lines = new Lines(['sam@seller.example', 'li@seller.example']);
  return [0, 1, 2].map((more) => lines.burst({ count: 200, seed: seed + more }, people, late));
}

describe('the activities of a run', () => {
  it.each(SEEDS)('are all taken by the product, of every kind, each with an id of its own (seed %i)', (seed) => {
    const all = bursts(seed).flat();
    expect(all.map((line) => parseSalesActivity(line, new Date()).kind)).toEqual(all.map(() => 'valid'));
    expect(new Set(all.map(({ type }) => type))).toEqual(new Set(SALES_ACTIVITY_KINDS));
    expect(new Set(all.map(({ id }) => id)).size).toBe(600);
  });

  it.each(SEEDS)('belong to sends to the same person, some of which come only later (seed %i)', (seed) => {
    const all = bursts(seed).flat();
    const sends = new Map(
      all.flatMap((line, index) => (line.type === 'emailSent' ? [[line.id, { line, index }]] : [])),
    );
    const tied = all.flatMap((line, index) => (line.emailId === undefined ? [] : [{ line, index }]));
    expect(tied.map(({ line }) => sends.get(line.emailId ?? '')?.line.personId)).toEqual(
      tied.map(({ line }) => line.personId),
    );
    const early = tied.filter(({ line, index }) => (sends.get(line.emailId ?? '')?.index ?? 0) > index);
    expect(tied.length).toBeGreaterThan(150);
    expect(early.length).toBeGreaterThan(5);
  });

  it('are about the people who come later, once each in a burst', () => {
    for (const burst of bursts(7)) expect(burst.filter(({ personId }) => personId === 1_001).length).toBe(1);
  });

  it('are the same for the same seed, but for their times', () => {
    const without = (seed: number) => bursts(seed).map((burst) => burst.map((line) => ({ ...line, occurredAt: '' })));
    expect(without(9)).toEqual(without(9));
    expect(without(9)).not.toEqual(without(10));
  });
});
