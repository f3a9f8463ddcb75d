import type { LeadRecord } from '../../marketo/types.ts';
import { AppError, isAppError } from '../../model/errors/app-error.ts';
import { type FieldMap, requestedFields, toPersonRead } from '../../model/field-map.ts';
import type { CrmKind, CrmPort } from '../../model/ports.ts';
import type { CrmPosition } from '../../store/types.ts';
import type { RereadSummary } from '../../workflows/messages.ts';
import type { PeopleDeps } from '../deps.ts';
import { type Answered, addSummaries, applyAnswers, CALLS_PER_WRITE, emptySummary, IDS_PER_CALL } from '../reread.ts';
import type { Scan, ScanWork } from './drive.ts';
import { Lanes } from './lanes.ts';

const KINDS: readonly CrmKind[] = ['contact', 'lead'];
const PERSON_FIELD = { lead: 'salesforceLeadId', contact: 'salesforceContactId' } as const;

export interface CrmScanInput {
  scanId: string;
  map: FieldMap;
}

/**
 * Reads the people of every owned Lead and Contact: qualified people alone. Salesforce's pages come one after the
 * other, Marketo's side by side; the place in Salesforce is stored after a page's people.
 * @throws AppError `people.crmNotConnected`
 */
export async function crmScan(deps: PeopleDeps, input: CrmScanInput): Promise<Scan> {
  const { crm, store } = deps;
  if (crm === null) throw new AppError('people.crmNotConnected');
  const owned = await Promise.all(KINDS.map((kind) => crm.countOwned(kind)));
  const positions = await Promise.all(KINDS.map((kind) => store.ranges.crmPosition(input.scanId, kind)));
  const expected = owned.reduce((sum, count) => sum + count, 0);
  return {
    readers: 1,
    isComplete: () => positions.every(({ isFinished }) => isFinished),
    counts: () => {
      const sum = (member: 'done' | 'read' | 'qualified') =>
        positions.reduce((total, position) => total + position[member], 0);
      const done = sum('done');
      return { done, total: Math.max(expected, done), read: sum('read'), qualified: sum('qualified') };
    },
    read: async (work) => {
      for (const [index, kind] of KINDS.entries()) {
        for (let at = positions[index]; at !== undefined && !at.isFinished && !work.isOver(); at = positions[index]) {
          positions[index] = await readPage(deps, crm, input, kind, at, work);
        }
      }
    },
  };
}

async function readPage(
  deps: PeopleDeps,
  crm: CrmPort,
  input: CrmScanInput,
  kind: CrmKind,
  at: CrmPosition,
  work: ScanWork,
): Promise<CrmPosition> {
  const { store, limits } = deps;
  const { seq: _, ...before } = at;
  const page = await crm.ownedIds(kind, at.after, work.signal);
  if (page.length === 0) return store.ranges.moveCrm(input.scanId, kind, at, { ...before, isFinished: true });
  const lanes = new Lanes(Math.ceil(limits.atOnce / CALLS_PER_WRITE) + 1);
  let total = emptySummary();
  for (let from = 0; from < page.length; from += IDS_PER_CALL * CALLS_PER_WRITE) {
    const ids = page.slice(from, from + IDS_PER_CALL * CALLS_PER_WRITE);
    await lanes.run(async () => {
      const summary = await readPeople(deps, input, kind, ids, work);
      // Not before it is there: others add to it meanwhile.
      total = addSummaries(total, summary);
    });
  }
  await lanes.end();
  lanes.throwIfFailed();
  work.signal.throwIfAborted();
  return store.ranges.moveCrm(input.scanId, kind, at, {
    after: page.at(-1) ?? null,
    done: at.done + page.length,
    read: at.read + total.read,
    qualified: at.qualified + total.qualified,
    isFinished: false,
  });
}

/** A few calls side by side and one write, as `rereadStep` does it for ids of Marketo. */
async function readPeople(
  deps: PeopleDeps,
  { map }: CrmScanInput,
  kind: CrmKind,
  ids: readonly string[],
  work: ScanWork,
): Promise<RereadSummary> {
  const calls = Array.from({ length: Math.ceil(ids.length / IDS_PER_CALL) }, (_, index) =>
    ids.slice(index * IDS_PER_CALL, (index + 1) * IDS_PER_CALL),
  );
  const answers = (await Promise.all(calls.map((values) => ask(deps, map, kind, values, work)))).flat();
  const stored = await deps.store.people.readMany(answers.flatMap((answer) => answer.ids));
  const limits = { cap: work.cap(), visible: work.visible() };
  const request = { ...limits, signal: work.signal, evidence: 'crmScan', brake: true } as const;
  const summary = await applyAnswers(deps, request, answers, stored);
  work.count(summary, answers.length);
  return summary;
}

/** Marketo refuses a filter that more than 1,000 people match (1003): the half of it is asked for, and the other. */
async function ask(
  deps: PeopleDeps,
  map: FieldMap,
  kind: CrmKind,
  values: readonly string[],
  work: ScanWork,
): Promise<Answered[]> {
  const { store, marketo } = deps;
  const field = map.fields[PERSON_FIELD[kind]];
  if (field === null) throw new AppError('people.fieldMissing', { details: { field: PERSON_FIELD[kind] } });
  const ticket = await store.tickets.take();
  const context = { priority: 'initial', signal: work.signal } as const;
  try {
    const { leads, answeredAt } = await marketo.leadsByFilter(field, values, requestedFields(map), context);
    return [answered(leads, map, { ticket, at: answeredAt })];
  } catch (error) {
    if (!isAppError(error) || error.key !== 'marketo.1003.tooMany' || values.length < 2) throw error;
    const middle = Math.ceil(values.length / 2);
    const halves = [values.slice(0, middle), values.slice(middle)];
    return (await Promise.all(halves.map((half) => ask(deps, map, kind, half, work)))).flat();
  }
}

function answered(leads: readonly LeadRecord[], map: FieldMap, read: Pick<Answered, 'ticket' | 'at'>): Answered {
  const reads = new Map(leads.map((lead) => [lead.id, toPersonRead(lead, map)]));
  return { ids: [...reads.keys()], reads, ...read };
}
