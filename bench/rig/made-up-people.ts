import type { MarketoId, Ticket } from '../../model/ids.ts';
import type { Store } from '../../store/types.ts';

const AT_ONCE = 2_000;
const FIRST_NAMES = 400;
const LAST_NAMES = 20_000;
const COMPANIES = 50_000;
const OWNERS = 300;
const SYLLABLES = ['an', 'ber', 'co', 'da', 'el', 'fi', 'gra', 'ho', 'in', 'jo', 'ka', 'lo', 'mi', 'nor', 'ol', 'pe'];

/** Stores so many visible people with ids from 1; the same ones each time. */
export async function storePeople({ people }: Pick<Store, 'people'>, count: number): Promise<void> {
  const syncedAt = new Date();
  for (let from = 1; from <= count; from += AT_ONCE) {
    const ids = Array.from({ length: Math.min(AT_ONCE, count - from + 1) }, (_, index) => from + index);
    const writes = ids.map((id) => ({
      ...{ kind: 'write' as const, id: id as MarketoId, alias: null, changes: [] },
      ...{ isNew: true, isFirst: true, joins: true, leaves: false, stillSuspect: false },
      part: partOf(id, syncedAt),
    }));
    await people.apply(writes, { evidence: 'initialScan' });
  }
}

function partOf(id: number, syncedAt: Date) {
  const firstName = word(pick(id, 1, FIRST_NAMES), 2);
  const lastName = word(pick(id, 2, LAST_NAMES), 4);
  const company = word(pick(id, 3, COMPANIES), 4);
  return {
    ...{ asOf: id as Ticket, state: 'qualified' as const, syncedAt, evidence: 'initialScan' as const },
    ownerId: `005${String(pick(id, 4, OWNERS)).padStart(12, '0')}AAA`,
    ...{ firstName, lastName, company: `${company} Inc`, title: 'Head of Sales', phone: `+1 555 ${id}` },
    email: `${firstName}.${lastName}.${id}@${company}.example`,
    ...{ linkedInUrl: null, source: 'Webinar', salesforceLeadId: `00Q${String(id).padStart(12, '0')}AAA` },
    ...{ salesforceContactId: null, salesforceAccountId: null, salesforceOpportunityId: null },
  };
}

/** Spread evenly, and not in step with the ids: a multiplicative hash. */
function pick(id: number, turn: number, of: number): number {
  const mixed = Math.imul(Math.imul(id, 0x9e3779b1) ^ (turn * 0x85ebca6b), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 15)) >>> 0) % of;
}

/** The number in syllables, its first letter a capital. */
function word(number: number, syllables: number): string {
  const text = Array.from({ length: syllables }, (_, place) => {
    return SYLLABLES[Math.floor(number / SYLLABLES.length ** place) % SYLLABLES.length];
  }).join('');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
