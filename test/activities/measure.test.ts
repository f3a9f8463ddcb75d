import { describe, expect, it } from 'vitest';
import { measureDensity } from '../../activities/measure.ts';
import { exportBytes, ownedExpected, peopleExpected } from '../../model/density.ts';
import { requestedFields, resolveFieldMap } from '../../model/field-map.ts';
import { DAY, MINUTE } from './clock.ts';
import { contents } from './contents.ts';
import { openRig, type Rig } from './rig.ts';
import { truthOf } from './truth.ts';

const CONTEXT = { priority: 'check' } as const;
/** So few that every id is asked: nothing is left to chance. */
const FEW = { people: 150 };

/** What an export of everyone takes, its first line left out. */
async function sizeOfExport({ deps: { marketo }, clock, instance }: Rig): Promise<number> {
  const fields = requestedFields(resolveFieldMap(await marketo.describeLeads(CONTEXT)));
  const [startAt, endAt] = [new Date(clock.ms - 3 * 366 * DAY), new Date(clock.ms)];
  let bytes = 0;
  for (let from = startAt.getTime(); from < endAt.getTime(); from += 31 * DAY) {
    const to = Math.min(from + 31 * DAY - 1_000, endAt.getTime());
    const filter = { kind: 'createdAt', startAt: new Date(from), endAt: new Date(to) } as const;
    const { exportId } = await marketo.bulkLeads.create({ fields, filter }, CONTEXT);
    await marketo.bulkLeads.enqueue(exportId, CONTEXT);
    clock.advance(10 * MINUTE);
    await instance.filesWritten();
    clock.advance(MINUTE);
    const job = await marketo.bulkLeads.status(exportId, CONTEXT);
    expect(job.status).toBe('completed');
    bytes += (job.bytes ?? 0) - Buffer.byteLength(`${['id', ...fields].join()}\n`);
  }
  return bytes;
}

describe('measuring the density', () => {
  it('finds everyone, whoever has an owner, and the exact size of their export, where every id was asked', async () => {
    const rig = await openRig(FEW);
    const density = await measureDensity(rig.deps, CONTEXT);
    const people = [...rig.instance.truth()];
    expect(peopleExpected(density)).toMatchObject({ value: people.length, low: people.length });
    expect(ownedExpected(density).value).toBe(truthOf(rig.instance).length);
    expect(density.highestId).toBe(people.at(-1)?.id);
    expect(exportBytes(density).value).toBe(await sizeOfExport(rig));
  });

  it('begins a day before the first person, however long ago', async () => {
    const rig = await openRig(FEW);
    const first = Math.min(...[...rig.instance.truth()].map(({ createdAt }) => Date.parse(String(createdAt))));
    rig.clock.advance(800 * DAY);
    expect((await measureDensity(rig.deps, CONTEXT)).earliest).toEqual(new Date(first - DAY));
  });

  it('empty pages before the first New Lead record are read on; after many, everything since 2007 is taken', async () => {
    const rig = await openRig(FEW);
    const newLeads = { class: 'activities', path: '/rest/v1/activities.json' } as const;
    const known = { highestId: 10 };
    const { earliest } = await measureDensity(rig.deps, CONTEXT, known);
    rig.instance.setFaults([{ match: { ...newLeads, times: 5 }, do: { emptyPage: true } }]);
    expect((await measureDensity(rig.deps, CONTEXT, known)).earliest).toEqual(earliest);
    rig.instance.setFaults([{ match: newLeads, do: { emptyPage: true } }]);
    expect((await measureDensity(rig.deps, CONTEXT, known)).earliest).toEqual(new Date('2006-12-31T00:00:00Z'));
  });

  it('takes about 24 samples of many ids, as many at once as our share allows, as urgent as was said', async () => {
    const rig = await openRig({ people: 60_000 });
    const { marketo, limits } = rig.deps;
    const asked: { ids: number; priority: string }[] = [];
    let open = 0;
    let peak = 0;
    const leadsByIds: typeof marketo.leadsByIds = async (ids, fields, context) => {
      asked.push({ ids: ids.length, priority: context.priority });
      peak = Math.max(peak, ++open);
      const answer = await marketo.leadsByIds(ids, fields, context);
      open -= 1;
      return answer;
    };
    const deps = { ...rig.deps, marketo: { ...marketo, leadsByIds } };
    const density = await measureDensity(deps, CONTEXT);
    expect(asked).toHaveLength(24);
    expect(peak).toBe(limits.atOnce);
    expect(new Set(asked.map(({ priority }) => priority))).toEqual(new Set(['check']));
    expect(new Set(asked.map(({ ids }) => ids))).toEqual(new Set([300]));
    const { low, high } = peopleExpected(density);
    expect(low).toBeLessThan(60_000);
    expect(high).toBeGreaterThan(60_000);
    expect((high - low) / 2 / 60_000).toBeLessThan(0.02);
    expect(await measureDensity(rig.deps, CONTEXT)).toEqual(density);
  });

  it('writes nothing', async () => {
    const rig = await openRig(FEW);
    const before = await contents(rig);
    await measureDensity(rig.deps, CONTEXT);
    expect(await contents(rig)).toBe(before);
  });

  it('an instance without people has no samples, and its end at 0', async () => {
    const { deps, clock } = await openRig({ people: 0 });
    const density = await measureDensity(deps, CONTEXT);
    expect(density).toMatchObject({ highestId: 0, samples: [], earliest: new Date(clock.ms - DAY) });
  });

  it('after a failure nothing more is asked', async () => {
    const rig = await openRig({ people: 60_000 });
    let asked = 0;
    const leadsByIds = async () => {
      asked += 1;
      throw new Error('no answer');
    };
    const deps = { ...rig.deps, marketo: { ...rig.deps.marketo, leadsByIds } };
    await expect(measureDensity(deps, CONTEXT)).rejects.toThrow('no answer');
    expect(asked).toBe(rig.deps.limits.atOnce);
  });
});
