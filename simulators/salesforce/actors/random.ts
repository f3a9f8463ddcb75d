import { OWNERS, ownerId } from '../../lib/population/derive.ts';
import { pick, sequence } from '../../lib/random.ts';
import type { Org } from '../org/org.ts';
import { isPutAway } from '../records/row.ts';
import type { Table } from '../records/table.ts';
import { ActorError } from './actor.ts';
import { convertLead } from './convert.ts';
import { createAs, deleteAs, updateAs } from './edit.ts';

/** One thing a random change did. */
export interface Done {
  readonly kind: string;
  readonly id: string;
}

type Roll = () => number;
type Act = (org: Org, roll: Roll, n: number) => Done | undefined;

const whole = (roll: Roll, below: number): number => Math.floor(roll() * below);
const one = <T>(list: readonly T[], roll: Roll): T => pick(list, whole(roll, list.length));

/** A living record, tried for among those of an object; undefined where there are hardly any. */
function living(table: Table, roll: Roll): string | undefined {
  for (let tries = 0; tries < 50; tries++) {
    const number = table.numberAt(roll());
    const row = number === undefined ? undefined : table.get(number);
    if (row !== undefined && !isPutAway(row) && row.get('IsConverted') !== true) return String(row.get('Id'));
  }
  return undefined;
}

const of =
  (object: string, kind: string, work: (org: Org, id: string, roll: Roll) => unknown): Act =>
  (org, roll) => {
    const id = living(org.store.table(object), roll);
    if (id === undefined) return undefined;
    work(org, id, roll);
    return { kind, id };
  };

const seller = (roll: Roll): string => ownerId(whole(roll, OWNERS));
const day = (org: Org, roll: Roll): string =>
  new Date(org.now() + whole(roll, 14) * 86_400_000).toISOString().slice(0, 10);

const newTask: Act = (org, roll, n) => {
  const who = living(org.store.table(roll() < 0.5 ? 'Contact' : 'Lead'), roll);
  if (who === undefined) return undefined;
  const OwnerId = seller(roll);
  const values = { Subject: `Call back ${n}`, WhoId: who, OwnerId, ActivityDate: day(org, roll), TaskSubtype: 'Task' };
  return { kind: 'newTask', id: createAs(org, 'Task', values, { as: OwnerId }) };
};

/** Weights of what people do on an ordinary day, in per cent. */
const MIX: readonly (readonly [number, Act])[] = [
  [25, newTask],
  [15, of('Task', 'complete', (org, id) => updateAs(org, id, { Status: 'Completed' }))],
  [
    10,
    of('Task', 'editTask', (org, id, roll) =>
      updateAs(org, id, { ActivityDate: day(org, roll), Priority: one(['High', 'Normal'], roll) }),
    ),
  ],
  [5, of('Task', 'deleteTask', (org, id) => deleteAs(org, id))],
  [15, of('Contact', 'optOut', (org, id, roll) => updateAs(org, id, { HasOptedOutOfEmail: roll() < 0.8 }))],
  [10, of('Lead', 'optOut', (org, id, roll) => updateAs(org, id, { HasOptedOutOfEmail: roll() < 0.8 }))],
  [12, of('Lead', 'reown', (org, id, roll) => updateAs(org, id, { OwnerId: seller(roll) }))],
  [5, of('Lead', 'convert', (org, id, roll) => convertLead(org, { leadId: id, opportunity: roll() < 0.5 }))],
  [3, of('Lead', 'deleteLead', (org, id) => deleteAs(org, id))],
];

function chooseAct(percent: number): Act {
  let left = percent;
  for (const [weight, act] of MIX) {
    left -= weight;
    if (left < 0) return act;
  }
  return newTask;
}

/** Does `count` random changes; the same seed on the same org does the same. Throws ActorError on an org without people. */
export function randomChanges(org: Org, count: number, seed = org.store.commits + org.number): Done[] {
  const roll = sequence(seed);
  const done: Done[] = [];
  for (let n = 0, tries = 0; n < count; tries++) {
    if (tries > count * 10 + 100) throw new ActorError('hardly any records are left', 'use an org with more people');
    const did = chooseAct(roll() * 100)(org, roll, n);
    if (did === undefined) continue;
    done.push(did);
    n++;
  }
  return done;
}
