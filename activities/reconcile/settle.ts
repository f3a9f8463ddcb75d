import { brakeLimit } from '../../model/brake.ts';
import type { Hint } from '../../model/decide.ts';
import { type Difference, differenceOf } from '../../model/difference.ts';
import type { MarketoId } from '../../model/ids.ts';
import type { PersonDocument } from '../../model/person.ts';
import { type CandidateOutcome, RECONCILE_PRIORITY } from '../../model/reconcile.ts';
import type { Candidate, Suspect, Tally } from '../../store/types.ts';
import type { RereadSummary } from '../../workflows/messages.ts';
import type { PeopleDeps } from '../deps.ts';
import { type Answered, applyAnswers } from '../reread.ts';
import type { Scan, ScanWork } from '../scan/drive.ts';
import { IDS_PER_STEP } from '../scan/ids.ts';
import type { ReconcileInput } from './everyone.ts';
import { askAboveStored, isNewer } from './tickets.ts';

/**
 * Reads every candidate again and applies what comes back, through the rule that every read goes through. Only then
 * absence counts: asked for twice, some time apart, and not returned.
 */
export async function settleCandidates(deps: PeopleDeps, input: ReconcileInput): Promise<Scan> {
  const { store } = deps;
  const { scanId } = input.run;
  const tally = await store.candidates.tally(scanId);
  const hold = await isMassAbsence(deps, tally);
  const counts = { done: settled(tally), total: settled(tally) + waiting(tally), read: 0, qualified: 0 };
  const position = { candidate: 0, suspect: 0 };
  let complete = false;
  return {
    // One after the other: the brake and the cap are then exact.
    readers: 1,
    counts: () => ({ ...counts }),
    isComplete: () => complete,
    read: async (work) => {
      while (!work.isOver()) {
        const rows = await store.candidates.open(scanId, position.candidate, IDS_PER_STEP);
        if (rows.length > 0) {
          const { asked, read, qualified } = await settle(deps, input, rows, hold, work);
          counts.done += asked;
          counts.read += read;
          counts.qualified += qualified;
          position.candidate = rows.at(-1)?.id ?? position.candidate;
          continue;
        }
        const suspects = await store.suspects.unexplained(deps.clock.now(), position.suspect, IDS_PER_STEP);
        complete = suspects.length === 0;
        if (complete) return;
        await explain(deps, input, suspects, work);
        position.suspect = suspects.at(-1)?.id ?? position.suspect;
      }
    },
  };
}

const sum = (counts: Record<string, number>) => Object.values(counts).reduce((total, count) => total + count, 0);
const waiting = (tally: Tally) => sum(tally.waiting);
const settled = ({ vanished, repaired, held, open }: Tally) => vanished + repaired + held + open;

/**
 * More absent people than may leave within 24 h: Marketo shows us less than it has more often than so many were
 * deleted. Then none of them leaves by itself, where the brake alone would let the first go.
 */
async function isMassAbsence({ store }: PeopleDeps, { waiting, found }: Tally): Promise<boolean> {
  const { visible } = await store.peopleState.get();
  return waiting.extra + found.extra > brakeLimit(visible);
}

async function settle(
  deps: PeopleDeps,
  input: ReconcileInput,
  rows: readonly Candidate[],
  holdAbsent: boolean,
  work: ScanWork,
): Promise<RereadSummary> {
  const { store } = deps;
  const { scanId } = input.run;
  const ids = rows.map(({ id }) => id);
  const absentBefore = rows.filter(({ difference }) => difference === 'extra').map(({ id }) => id);
  const { answers, stored } = await askAboveStored(deps, ask(input, ids, work));
  const differs = differencesNow(answers, stored, work.visible() < work.cap());
  const differences = withoutFirstAbsences(rows, differs);
  work.signal.throwIfAborted();
  // Before anything is changed: afterwards the difference could not be seen any more.
  await store.candidates.put(scanId, confirmed(rows, differences));
  const summary = await applyAnswers(
    deps,
    {
      ...rules(work),
      hints: absences(absentBefore),
      hold: new Set(holdAbsent ? absentBefore : []),
      suspects: byId(await store.suspects.byIds(ids)),
    },
    answersFor(answers, (id) => differs.has(id) || stored.get(id)?.marketo === undefined),
    stored,
  );
  work.count(summary, answers.length);
  const open = rows.filter(({ id, confirmed: earlier }) => differences.has(id) || earlier === true);
  const people = await store.people.readMany(open.map(({ id }) => id));
  const outcomes = outcomesOf(open, answers, people);
  await store.candidates.put(
    scanId,
    confirmed(rows, differences).map((row) => ({ ...row, outcome: outcomes.get(row.id) ?? 'vanished' })),
  );
  return { ...summary, asked: rows.length };
}

/**
 * Absent for a day though no feed said why; once more now, and they count as deleted. Those still visible are not among
 * them: the comparison got them back, or they were settled as its candidates.
 */
async function explain(
  deps: PeopleDeps,
  input: ReconcileInput,
  suspects: readonly Suspect[],
  work: ScanWork,
): Promise<void> {
  const ids = suspects.map(({ id }) => id);
  const { answers, stored } = await askAboveStored(deps, ask(input, ids, work));
  const outOfSight = ids.filter((id) => stored.get(id)?.marketo?.state !== 'qualified');
  const request = { ...rules(work), hints: absences(outOfSight), suspects: byId(suspects) };
  work.count(await applyAnswers(deps, request, answers, stored), answers.length);
}

function ask({ run: { reason }, map }: ReconcileInput, ids: readonly MarketoId[], { signal }: ScanWork) {
  return { ids, map, signal, priority: RECONCILE_PRIORITY[reason] };
}

function rules(work: ScanWork) {
  return { evidence: 'reconcile', cap: work.cap(), visible: work.visible(), brake: true, signal: work.signal } as const;
}

const absences = (ids: readonly MarketoId[]) => new Map(ids.map((id): [MarketoId, Hint] => [id, { kind: 'absence' }]));
const byId = (suspects: readonly Suspect[]) => new Map(suspects.map((suspect) => [suspect.id, suspect]));

/** Who differs at this read. */
function differencesNow(
  answers: readonly Answered[],
  stored: ReadonlyMap<MarketoId, PersonDocument>,
  hasRoom: boolean,
): Map<MarketoId, Difference> {
  const differences = new Map<MarketoId, Difference>();
  for (const { ids, reads } of answers) {
    for (const id of ids) {
      const now = differenceOf(stored.get(id), reads.get(id) ?? null, hasRoom);
      if (now !== null) differences.set(id, now);
    }
  }
  return differences;
}

/** One absence alone, of someone who was returned before, is a suspicion and no difference yet. */
function withoutFirstAbsences(rows: readonly Candidate[], differences: ReadonlyMap<MarketoId, Difference>) {
  const returned = new Set(rows.filter(({ difference }) => difference !== 'extra').map(({ id }) => id));
  return new Map([...differences].filter(([id, { kind }]) => kind !== 'extra' || !returned.has(id)));
}

/** Who is equal by now needs no write: what is stored keeps the evidence that brought it there. */
function answersFor(answers: readonly Answered[], wanted: (id: MarketoId) => boolean): Answered[] {
  return answers.map((answer) => ({ ...answer, ids: answer.ids.filter(wanted) }));
}

function confirmed(rows: readonly Candidate[], differences: ReadonlyMap<MarketoId, Difference>): Candidate[] {
  return rows.map((row) => {
    const now = differences.get(row.id);
    return now === undefined ? row : { ...row, difference: now.kind, fields: now.fields, confirmed: true };
  });
}

/** From what is stored afterwards: a difference that is still there was held, or its write did not win. */
function outcomesOf(
  rows: readonly Candidate[],
  answers: readonly Answered[],
  stored: ReadonlyMap<MarketoId, PersonDocument>,
): Map<MarketoId, CandidateOutcome> {
  const wanted = new Set(rows.map(({ id }) => id));
  const outcomes = new Map<MarketoId, CandidateOutcome>();
  for (const { ids, reads, ticket } of answers) {
    for (const id of ids) {
      if (!wanted.has(id)) continue;
      const person = stored.get(id);
      const left = differenceOf(person, reads.get(id) ?? null, false);
      if (left === null || isNewer(person, ticket)) outcomes.set(id, 'repaired');
      else outcomes.set(id, left.kind === 'extra' || left.kind === 'wronglyQualified' ? 'held' : 'open');
    }
  }
  return outcomes;
}
