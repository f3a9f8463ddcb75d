import type { Erasure } from '../../model/erasure.ts';
import { isMergedAway } from '../../model/merged-away.ts';
import type { MarketoPart } from '../../model/person.ts';
import { moment } from '../format.ts';
import { EVIDENCE_WORDS } from './evidence-words.ts';
import { explainUnread } from './explain-unread.ts';
import type { Explanation } from './explanation.ts';
import type { PersonEvidence, Winner } from './lookup.ts';

/** Why this person is here or not, in plain sentences, from what is stored alone. Pure. */
export function explain(evidence: PersonEvidence): Explanation {
  const part = evidence.person?.marketo;
  if (part === undefined) return explainUnread(evidence);
  const { state } = part;
  const here = state === 'qualified';
  const held = evidence.suspects.some(({ kind }) => kind === 'held');
  return {
    here,
    because: here && held ? 'held' : state,
    sentences: [...BY_STATE[state](evidence, part), ...hints(evidence)],
    next: held ? 'actions-sync people approve' : null,
  };
}

function aliasLine({ person }: PersonEvidence): string[] {
  if (person?.alias === undefined) return [];
  const { winner } = person.alias;
  return isMergedAway(person)
    ? [`A merge record has named ${winner} as the winner since this read: sales activities go there.`]
    : [`A merge record once named ${winner} as the winner, but Marketo returned this person again.`];
}

type Teller = (evidence: PersonEvidence, part: MarketoPart) => string[];

const BY_STATE: Record<MarketoPart['state'], Teller> = {
  qualified: (evidence, part) => [
    `Here: qualified, because ${part.ownerId ?? 'somebody'} owns the person.`,
    readLine(part),
    ...firstSeen(evidence),
    ...aliasLine(evidence),
  ],
  unowned: (evidence, part) => [
    part.reason === 'salesforceDeleted'
      ? `Not here since ${since(part)}: Marketo still has the person, but marks it as deleted in Salesforce.`
      : `Not here since ${since(part)}: Marketo has the person, but no owner: the owner field is empty or names a queue, not a user.`,
    readLine(part),
    ...before(evidence),
  ],
  deleted: (evidence, part) => [
    `Not here since ${since(part)}: deleted in Marketo. ${departure(evidence, part, 'deletion')}`,
    ...confirmed(evidence, part),
    ...before(evidence),
  ],
  merged: (evidence, part) => [
    `Not here since ${since(part)}: ${mergedInto(evidence)}`,
    departure(evidence, part, 'merge'),
    ...confirmed(evidence, part),
    ...before(evidence),
  ],
  erased: ({ erasure }, part) => [
    `Not here since ${since(part)}: erased for privacy. Nothing personal is kept, and no later read brings the person back.`,
    ...(erasure === null ? [] : [erasedLine(erasure)]),
  ],
  overCap: ({ settings }, part) => [
    `Not here: qualified, but new while the setting people.cap (${settings.cap.toLocaleString('en')} people) was reached. Only the id is kept.`,
    readLine(part),
  ],
};

/** Who did it and why. */
export function erasedLine({ at, by, reason }: Erasure): string {
  return `Erased on ${moment(at)} by ${by}: ${reason}`;
}

function readLine({ syncedAt, evidence }: MarketoPart): string {
  return `Read from Marketo at ${moment(syncedAt)}, because ${EVIDENCE_WORDS[evidence]}.`;
}

function since({ leftAt, syncedAt }: MarketoPart): string {
  return moment(leftAt ?? syncedAt);
}

function firstSeen({ person }: PersonEvidence): string[] {
  const first = person?.firstSeen;
  return first === undefined ? [] : [`First read at ${moment(first.at)}, because ${EVIDENCE_WORDS[first.evidence]}.`];
}

/** The read that made the person leave: from the history, for later reads have replaced it in the record. */
function departure({ history }: PersonEvidence, part: MarketoPart, hint: 'deletion' | 'merge'): string {
  const row = history.findLast(({ changes }) =>
    changes.some((change) => change.field === 'state' && change.new === part.state),
  );
  const { at, evidence } = row ?? { at: part.leftAt ?? part.syncedAt, evidence: part.evidence };
  const record =
    evidence === 'deletion' || evidence === 'merge' ? `A ${hint} record of Marketo named the person; asked` : 'Asked';
  const why = record === 'Asked' ? ` because ${EVIDENCE_WORDS[evidence]}` : '';
  return `${record} again at ${moment(at)}${why}, Marketo did not return it.`;
}

function confirmed({ history }: PersonEvidence, part: MarketoPart): string[] {
  const last = history.at(-1)?.at ?? part.leftAt;
  if (last === undefined || part.syncedAt <= last) return [];
  return [`Still absent when asked last, at ${moment(part.syncedAt)}.`];
}

/** Until when the person was in the visible set, if ever. */
function before({ history }: PersonEvidence): string[] {
  const left = history.findLast(({ changes }) =>
    changes.some((change) => change.field === 'state' && change.old === 'qualified'),
  );
  return left === undefined ? [] : [`Here until ${moment(left.at)}.`];
}

function mergedInto({ winners, circle }: PersonEvidence): string {
  const last = winners.at(-1);
  if (last === undefined) {
    return circle
      ? 'merged, but the merge record names the person itself as winner.'
      : 'merged; the winner is not known.';
  }
  const chain = winners.map(({ id }) => id).join(', then into ');
  return circle
    ? `merged into ${chain}; the merge records form a circle, so there is no last winner.`
    : `merged into ${chain}. ${winnerState(last)}`;
}

function winnerState({ id, state }: Winner): string {
  if (state === null) return `${id} has not been read yet.`;
  return state === 'qualified' ? `${id} is here.` : `${id} is not here either (${state}).`;
}

function hints({ suspects }: PersonEvidence): string[] {
  return suspects.map(({ kind, hint, winner, since: from, until, nextAt }) => {
    const said = {
      deletion: 'a deletion record',
      merge: `a merge into ${winner ?? 'another person'}`,
      absence: 'absence, twice in a complete comparison with Marketo,',
      none: null,
    }[hint];
    if (kind === 'held') {
      const why =
        said === null ? 'on the last read the person would have left' : `${said} says that the person is gone`;
      return `Held by the brake since ${moment(from)}: ${why}, but unusually many left within 24 h.`;
    }
    const why =
      said === null
        ? 'Marketo did not return the person, and no record says why'
        : `${said} named the person, but Marketo still returned it`;
    return `Suspect since ${moment(from)}: ${why}. Asked again at ${moment(nextAt)}, until ${moment(until)}.`;
  });
}
