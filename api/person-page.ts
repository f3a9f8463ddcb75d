import { EVIDENCE_WORDS } from '../client/people/evidence-words.ts';
import type { PersonEvidence } from '../client/people/lookup.ts';
import { personLine } from '../client/people/person-line.ts';
import type { Seller } from '../store/types.ts';
import type { PersonPage } from './schemas/people.ts';

/** All that is told of a person who is stored. */
export function personPageOf({ id, person, ...found }: PersonEvidence, owner: Seller | null): PersonPage {
  const { winners, circle, suspects, erasure } = found;
  const stored = person ?? { _id: id };
  const part = stored.marketo;
  const line = personLine(stored);
  const { firstSeen, alias } = stored;
  return {
    person: line,
    evidence: part?.evidence ?? null,
    because: part === undefined ? null : EVIDENCE_WORDS[part.evidence],
    leftAt: part?.leftAt ?? null,
    firstSeen: firstSeen ?? null,
    owner:
      owner === null || line.ownerId === null
        ? null
        : { ownerId: line.ownerId, email: owner.email, timeZone: owner.timeZone },
    alias:
      alias === undefined
        ? null
        : { winner: alias.winner, chain: winners.map((one) => ({ marketoId: one.id, state: one.state })), circle },
    links: linksOf(line),
    suspects: suspects.map(({ kind, hint, since, until, nextAt }) => ({ kind, hint, since, until, nextAt })),
    erased: erasure === null ? null : { at: erasure.at, by: erasure.by, reason: erasure.reason },
  };
}

function linksOf(line: ReturnType<typeof personLine>): PersonPage['links'] {
  const records = [
    ['Lead', line.salesforceLeadId],
    ['Contact', line.salesforceContactId],
    ['Account', line.salesforceAccountId],
    ['Opportunity', line.salesforceOpportunityId],
    ['User', line.ownerId],
  ] as const;
  return records.flatMap(([object, id]) => (id === null ? [] : [{ system: 'salesforce' as const, object, id }]));
}
