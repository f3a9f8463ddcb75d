import type { PeopleDeps } from '../../../activities/deps.ts';
import { currentFieldMap } from '../../../activities/measure.ts';
import { chunks, IDS_PER_CALL } from '../../../activities/reread.ts';
import { type FieldMap, requestedFields, toPersonRead } from '../../../model/field-map.ts';
import type { MarketoId } from '../../../model/ids.ts';
import { type MarketoPart, PERSON_FIELDS, type PersonRead } from '../../../model/person.ts';
import type { Store } from '../../../store/types.ts';

/** One call's worth of people, from many places: ids of another instance may be the same here and there. */
const SAMPLE = 300;
const FROM_ONE_PLACE = 10;
const LOOKED_AT_IN_ONE_PLACE = 200;
const PLACES = 100;
/** So many must be returned with mostly the same values; the others may have changed or gone meanwhile. */
const SAME_SHARE = 0.95;

export interface InstanceComparison {
  asked: number;
  returned: number;
  agreed: number;
  same: boolean;
}

/** Asks the configured address for some of the people stored, and compares what comes back. Writes nothing. */
export async function compareInstance(deps: PeopleDeps, signal?: AbortSignal): Promise<InstanceComparison> {
  const context = { priority: 'changes', ...(signal === undefined ? {} : { signal }) } as const;
  const map = await currentFieldMap(deps, context);
  const sample = await samplePeople(deps.store);
  const reads = new Map<MarketoId, PersonRead>();
  for (const ids of chunks([...sample.keys()], IDS_PER_CALL)) {
    const { leads } = await deps.marketo.leadsByIds(ids, requestedFields(map), context);
    for (const lead of leads) reads.set(lead.id, toPersonRead(lead, map));
  }
  const agreed = [...sample].filter(([id, part]) => agrees(part, reads.get(id), map)).length;
  const same = sample.size > 0 && agreed >= SAME_SHARE * sample.size;
  return { asked: sample.size, returned: reads.size, agreed, same };
}

async function samplePeople({ people, peopleState }: Store): Promise<Map<MarketoId, MarketoPart>> {
  const { highestId } = await peopleState.get();
  const sample = new Map<MarketoId, MarketoPart>();
  for (let place = 0; place < PLACES && sample.size < SAMPLE; place++) {
    const from = place === 0 ? 0 : Math.floor(Math.random() * (highestId ?? 0));
    const here = (await people.above(from, LOOKED_AT_IN_ONE_PLACE)).flatMap(({ _id, marketo }) =>
      marketo?.state === 'qualified' && !sample.has(_id) ? [[_id, marketo] as const] : [],
    );
    for (const [id, part] of here.slice(0, FROM_ONE_PLACE)) sample.set(id, part);
  }
  return sample;
}

/** Most of the values there are, here or there, are the same; what both lack says nothing. */
function agrees(part: MarketoPart, read: PersonRead | undefined, map: FieldMap): boolean {
  if (read === undefined) return false;
  const pairs = PERSON_FIELDS.filter((field) => map.fields[field] !== null).map(
    (field) => [part[field] ?? null, read.values[field]] as const,
  );
  const told = [...pairs, [part.ownerId ?? null, read.ownerId] as const].filter(([a, b]) => a !== null || b !== null);
  const equal = told.filter(([a, b]) => a === b).length;
  return equal > told.length / 2;
}
