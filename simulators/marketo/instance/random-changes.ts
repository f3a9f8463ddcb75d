import { OWNERS, ownerId, QUEUES, queueId } from '../../lib/population/derive.ts';
import { sfdcId } from '../../lib/population/sfdc-id.ts';
import * as w from '../../lib/population/words.ts';
import { pick, sequence } from '../../lib/random.ts';
import type { Values } from '../people/fields.ts';
import { mergePeople } from './merge.ts';
import { createPerson, deleteInSfdc, deletePerson, updatePerson } from './mutations.ts';
import type { InstanceState } from './state.ts';

/** One thing a random change did. */
export interface Done {
  readonly kind: string;
  readonly id: number;
  readonly [detail: string]: unknown;
}

type Roll = () => number;
type Act = (state: InstanceState, id: number, roll: Roll, n: number) => Done;

const whole = (roll: Roll, below: number): number => Math.floor(roll() * below);
const one = <T>(list: readonly T[], roll: Roll): T => pick(list, whole(roll, list.length));

/** A living person, chosen evenly among all ids ever made. */
function living(state: InstanceState, roll: Roll): number {
  const { ids } = state.book.base;
  const { created } = state.book;
  for (;;) {
    const n = whole(roll, ids.size + created.length);
    const id = n < ids.size ? ids.at(n) : (created[n - ids.size] ?? 0);
    if (state.book.has(id)) return id;
  }
}

const EDITS: readonly ((roll: Roll, n: number) => Values)[] = [
  (roll) => ({ title: one([...w.TITLES, ...w.AWKWARD], roll) }),
  (roll) => ({ phone: `+49 30 ${1_000_000 + whole(roll, 8_999_999)}` }),
  (roll) => ({ leadStatus: one(w.STATUSES, roll), leadScore: whole(roll, 200) }),
  (roll) => ({ firstName: one(one(w.SCRIPTS, roll).first, roll), lastName: one(one(w.SCRIPTS, roll).last, roll) }),
  (roll, n) => ({ email: `changed.${n}.${whole(roll, 1e9).toString(36)}@moved.example` }),
  (roll) => ({ company: `${one(w.COMPANY_WORDS, roll)} ${one(w.COMPANY_TAILS, roll)}` }),
  (roll) => ({
    linkedInProfileURL: roll() < 0.2 ? null : `https://www.linkedin.com/in/x-${whole(roll, 1e9).toString(36)}`,
  }),
  (roll) => ({ unsubscribed: roll() < 0.7 }),
  (roll) => ({ leadSource: one(w.SOURCES, roll), customerTier: one(['gold', 'silver', 'bronze'], roll) }),
];

/** Gives or takes an owner; a person new to Salesforce gets a lead id first. */
function reown(kind: string, owner: (roll: Roll) => string | null): Act {
  return (state, id, roll) => {
    const next = owner(roll);
    const inCrm = state.book.reader(id)?.('sfdcId') !== null;
    const crm: Values = inCrm || next === null ? {} : { sfdcLeadId: sfdcId('00Q', id) };
    updatePerson(
      state,
      id,
      { ...crm, sfdcLeadOwnerId: next },
      { reason: 'Synch from Salesforce.com', source: 'salesforce.com' },
    );
    return { kind, id, ownerId: next };
  };
}

const edit: Act = (state, id, roll, n) => {
  const fields = updatePerson(state, id, one(EDITS, roll)(roll, n));
  return { kind: 'edit', id, fields };
};

const create: Act = (state, _id, roll, n) => {
  const script = one(w.SCRIPTS, roll);
  const values: Values = {
    firstName: one(script.first, roll),
    lastName: one(script.last, roll),
    email: `new.${state.book.nextId.toString(36)}.${n}@fresh.example`,
    company: `${one(w.COMPANY_WORDS, roll)} ${one(w.COMPANY_TAILS, roll)}`,
    leadSource: one(w.SOURCES, roll),
  };
  const owner = roll() < 0.5 ? ownerId(whole(roll, OWNERS)) : null;
  if (owner !== null) Object.assign(values, { sfdcLeadOwnerId: owner, sfdcLeadId: sfdcId('00Q', state.book.nextId) });
  return { kind: 'create', id: createPerson(state, values, 'Web form fillout'), ownerId: owner };
};

const remove: Act = (state, id) => {
  deletePerson(state, id);
  return { kind: 'delete', id };
};

const merge: Act = (state, winner, roll, n) => {
  const losers = new Set<number>();
  for (let i = 0; i <= whole(roll, 2); i++) losers.add(living(state, roll));
  losers.delete(winner);
  if (losers.size === 0) return edit(state, winner, roll, n);
  mergePeople(state, { winner, losers: [...losers], kind: roll() < 0.2 ? 31 : 32 });
  return { kind: 'merge', id: winner, losers: [...losers] };
};

const sfdcDelete: Act = (state, id, roll, n) => {
  if (state.book.reader(id)?.('sfdcId') === null) return edit(state, id, roll, n);
  deleteInSfdc(state, id);
  return { kind: 'sfdcDelete', id };
};

/** Weights of what happens to people on an ordinary day, in per cent. */
const MIX: readonly (readonly [number, Act])[] = [
  [55, edit],
  [12, reown('ownerChanged', (roll) => ownerId(whole(roll, OWNERS)))],
  [4, reown('ownerRemoved', () => null)],
  [3, reown('queued', (roll) => queueId(whole(roll, QUEUES)))],
  [13, create],
  [5, remove],
  [6, merge],
  [2, sfdcDelete],
];

function chooseAct(percent: number): Act {
  let left = percent;
  for (const [weight, act] of MIX) {
    left -= weight;
    if (left < 0) return act;
  }
  return edit;
}

function nextSeed(state: InstanceState): number {
  state.randomRounds += 1;
  return state.commits + state.origin.seed + state.randomRounds * 7_919;
}

/** Does `count` random changes; the same seed on the same instance does the same. */
export function randomChanges(state: InstanceState, count: number, seed = nextSeed(state)): Done[] {
  const roll = sequence(seed);
  const done: Done[] = [];
  for (let n = 0; n < count; n++) {
    // With next to nobody left only creation makes sense.
    const tiny = state.book.count < 5;
    const act = chooseAct(roll() * 100);
    done.push(tiny ? create(state, 0, roll, n) : act(state, act === create ? 0 : living(state, roll), roll, n));
  }
  return done;
}
