import type { PersonEvidence } from '../../../client/people/lookup.ts';
import type { MarketoPart, PersonDocument } from '../../../model/person.ts';
import { DEFAULT_PEOPLE_SETTINGS } from '../../../model/settings.ts';
import type { HistoryRow, PeopleState, Suspect } from '../../../store/types.ts';
import { change, personId, qualifiedPart, ticket } from '../../store/people.ts';

export const AT = (hour: number) => new Date(Date.UTC(2026, 10, 24, hour));

export const STATE: PeopleState = {
  initial: 'complete',
  changes: 'running',
  scanId: 'scan-1',
  fieldMap: null,
  marketoInstance: null,
  startedAt: AT(1),
  completedAt: AT(2),
  strategy: 'ids',
  smartList: null,
  highestId: 5_000,
  progress: { done: 5_000, total: 5_000, read: 4_000, qualified: 3_000, calls: 17, at: AT(2) },
  visible: 3_000,
  lastTurn: { at: AT(9), seconds: 0.5, records: 12, reread: 10, written: 9, calls: 3 },
  caughtUpAt: AT(9),
  lastDeletedLeadsAt: null,
  lastOverlapAt: null,
  lastUsageAt: null,
  lastReconcile: null,
  troubles: { initial: null, changes: null, reconcile: null },
};

/** A person out of the visible set since 05:00, last read at 06:00. */
export function gonePart(state: MarketoPart['state'], extra: Partial<MarketoPart> = {}): MarketoPart {
  return { asOf: ticket(9), state, syncedAt: AT(6), evidence: 'suspect', leftAt: AT(5), ...extra };
}

export const herePart = (extra: Partial<MarketoPart> = {}): MarketoPart =>
  qualifiedPart(9, { syncedAt: AT(6), ownerId: '0055g00000000GgAAI', ...extra });

export function document(marketo: MarketoPart, extra: Partial<PersonDocument> = {}): PersonDocument {
  return { _id: personId(1_001), marketo, ...extra };
}

export const stateChange = (hour: number, evidence: HistoryRow['evidence'], old: string, now: string): HistoryRow => ({
  marketoId: personId(1_001),
  ticket: ticket(hour),
  at: AT(hour),
  evidence,
  changes: [change('state', old, now)],
});

export const suspect = (extra: Partial<Suspect>): Suspect => ({
  id: personId(1_001),
  kind: 'suspect',
  hint: 'none',
  since: AT(7),
  until: AT(31),
  nextAt: AT(8),
  ...extra,
});

export function evidence(extra: Partial<PersonEvidence>): PersonEvidence {
  return {
    id: personId(1_001),
    person: null,
    winners: [],
    circle: false,
    suspects: [],
    history: [],
    state: STATE,
    settings: DEFAULT_PEOPLE_SETTINGS,
    asked: false,
    erasure: null,
    ...extra,
  };
}
