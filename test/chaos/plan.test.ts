import { describe, expect, it } from 'vitest';
import type { Action, Plan } from '../../chaos/plan/actions.ts';
import { Deck } from '../../chaos/plan/deck.ts';
import { dice } from '../../chaos/plan/dice.ts';
import { FAULTS, faultClass } from '../../chaos/plan/faults.ts';
import { planRun } from '../../chaos/plan/plan.ts';
import { salesforceFaultClass } from '../../chaos/plan/salesforce-faults.ts';
import { inWords } from '../../chaos/plan/words.ts';
import { readFaults } from '../../simulators/marketo/faults/schema.ts';
import { FAULT_CLASSES } from '../../simulators/marketo/index.ts';
import { readFaults as readSalesforceFaults } from '../../simulators/salesforce/faults/schema.ts';
import { FAULT_CLASSES as SALESFORCE_CLASSES } from '../../simulators/salesforce/index.ts';

const SEEDS = Array.from({ length: 30 }, (_, index) => index * 977);
const options = { seed: 1, rounds: 5, people: 3_000, flow: 'people', activities: 0 } as const;

const actionsOf = ({ acts }: Plan): Action[] =>
  acts.flatMap(({ rounds }) => rounds.flatMap(({ steps }) => steps.map(({ action }) => action)));
const rulesOf = (plan: Plan) => actionsOf(plan).flatMap((action) => (action.kind === 'faults' ? action.rules : []));
const count = (plan: Plan, kind: Action['kind']) => actionsOf(plan).filter((action) => action.kind === kind).length;

describe('a deck', () => {
  it.each(SEEDS)('deals every card once before any comes twice (seed %i)', (seed) => {
    const deck = new Deck(['a', 'b', 'c', 'd'], dice(seed));
    for (let time = 0; time < 3; time++) expect(deck.hand(4).toSorted()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('has another order with another seed, and each time anew', () => {
    const hands = SEEDS.flatMap((seed) => {
      const deck = new Deck(['a', 'b', 'c', 'd'], dice(seed));
      return [deck.hand(4).join(''), deck.hand(4).join('')];
    });
    expect(new Set(hands).size).toBeGreaterThan(10);
  });
});

describe('a plan', () => {
  it('is the same for the same seed and another one for another', () => {
    expect(planRun(options)).toEqual(planRun(options));
    expect(planRun({ ...options, seed: 2 })).not.toEqual(planRun(options));
  });

  it('knows a fault of every kind that the simulator has', () => {
    expect(Object.keys(FAULTS).toSorted()).toEqual(FAULT_CLASSES.toSorted());
  });

  it.each([1, 5, 19, 20, 40, 100])('holds every kind of fault, however many rounds (%i)', (rounds) => {
    for (const seed of SEEDS) {
      const kinds = new Set(rulesOf(planRun({ ...options, seed, rounds })).map(faultClass));
      expect([...kinds].toSorted()).toEqual(FAULT_CLASSES.toSorted());
    }
  });

  it('kills the API in the first round and in some others, where people change', () => {
    for (const seed of SEEDS) {
      const plan = planRun({ ...options, seed, rounds: 30 });
      const [first] = plan.acts.flatMap(({ rounds }) => rounds);
      expect(first?.steps.some(({ action }) => action.kind === 'killApi')).toBe(true);
      expect(count(plan, 'killApi')).toBeGreaterThan(3);
      expect(count(plan, 'killApi')).toBeLessThan(25);
      expect(count(planRun({ ...options, seed, flow: 'activities', activities: 100 }), 'killApi')).toBe(0);
    }
  });

  it('holds only rules that the simulator takes', () => {
    for (const seed of SEEDS) {
      const rules = rulesOf(planRun({ ...options, seed, rounds: 40 }));
      expect(readFaults(rules, 'plan')).toHaveLength(rules.length);
    }
  });

  it('of any eight rounds at least three kill a worker, and two the whole stack', () => {
    for (const seed of SEEDS) {
      const plan = planRun({ ...options, seed, rounds: 8 });
      expect(count(plan, 'killWorker')).toBe(3);
      expect(count(plan, 'killStack')).toBe(2);
    }
  });

  it('hits the initial sync in one half of its rounds, the changes in the other; in a long run in each act', () => {
    const duringOf = (rounds: number) =>
      planRun({ ...options, rounds }).acts.map((act) => act.rounds.map((r) => r.during));
    expect(duringOf(4)).toEqual([['initial', 'initial', 'changes'], ['changes']]);
    expect(
      duringOf(6)
        .flat()
        .filter((during) => during === 'initial'),
    ).toHaveLength(3);
    for (const act of duringOf(40)) {
      expect(act).toEqual([...Array<string>(10).fill('initial'), ...Array<string>(10).fill('changes')]);
    }
  });

  it.each([5, 40])('begins with an act whose feeds lose nothing: there turns alone must be enough (%i)', (rounds) => {
    for (const seed of SEEDS) {
      const [strict, lossy] = planRun({ ...options, seed, rounds }).acts;
      const of = (act = strict) => rulesOf({ seed, acts: act === undefined ? [] : [act] });
      expect(strict).toMatchObject({ lossy: false, pageOrder: 'commit' });
      expect(of().map(faultClass)).not.toContain('omitRows');
      // A rebuilt token starts 60 s back: later rows than that would be lost to it.
      expect(Math.max(...of().map((rule) => rule.do.lateMs ?? 0))).toBeLessThan(60_000);
      expect(of(lossy).map(faultClass)).toContain('omitRows');
    }
  });

  it('short runs have nothing that everyone waits long for', () => {
    for (const seed of SEEDS) {
      const plan = planRun({ ...options, seed, rounds: 6 });
      for (const { do: fault } of rulesOf(plan)) {
        expect(['606', '614']).not.toContain(fault.code);
        expect(fault.http).not.toBe(429);
        expect(Math.max(fault.delayMs ?? 0, fault.lateMs ?? 0)).toBeLessThanOrEqual(4_000);
      }
      expect(actionsOf(plan)).not.toContainEqual(expect.objectContaining({ kind: 'lose' }));
    }
  });

  it('keeps its steps inside their round, in order', () => {
    for (const { rounds } of planRun({ ...options, rounds: 40 }).acts) {
      for (const { ms, steps } of rounds) {
        const moments = steps.map(({ atMs }) => atMs);
        expect(moments).toEqual(moments.toSorted((a, b) => a - b));
        expect(moments.every((at) => at >= 0 && at <= ms)).toBe(true);
      }
    }
  });

  describe('with sales activities', () => {
    const both = { ...options, flow: 'both', activities: 2_000 } as const;
    const salesforceRules = (plan: Plan) =>
      actionsOf(plan).flatMap((action) => (action.kind === 'salesforceFaults' ? action.rules : []));
    const bursts = (plan: Plan) => actionsOf(plan).flatMap((action) => (action.kind === 'activities' ? [action] : []));

    it.each([1, 7, 40, 100])('logs as many as it is told, some of their intakes killed (%i rounds)', (rounds) => {
      for (const seed of SEEDS) {
        const given = bursts(planRun({ ...both, seed, rounds }));
        expect(given.reduce((sum, burst) => sum + burst.count, 0)).toBe(2_000);
        expect(given.every((burst) => burst.late > 0)).toBe(true);
        const killed = given.filter((burst) => burst.killed).length;
        expect(Math.abs(killed - rounds / 3)).toBeLessThan(1);
      }
    });

    it('holds every kind of fault of Salesforce in a long run, and only rules that its simulator takes', () => {
      for (const seed of SEEDS) {
        const rules = salesforceRules(planRun({ ...both, seed, rounds: 40 }));
        expect(new Set(rules.map(salesforceFaultClass))).toEqual(new Set(SALESFORCE_CLASSES));
        expect(readSalesforceFaults(rules, 'plan')).toHaveLength(rules.length);
      }
    });

    it('lets calls that add activities lose their answers, and loses no row that is read back', () => {
      const rules = SEEDS.flatMap((seed) => rulesOf(planRun({ ...both, seed, rounds: 40 })));
      const lost = rules.filter(({ match, do: fault }) => fault.resetAfter && match?.class === 'activityWrites');
      expect(lost.length).toBeGreaterThan(SEEDS.length / 2);
      const paths = rules.flatMap(({ match, do: fault }) => (fault.omitRows === undefined ? [] : [match?.path]));
      expect(paths).not.toContain('/rest/v1/activities.json');
    });

    it('alone they leave people as they are, and no feed loses a row', () => {
      const plan = planRun({ ...both, flow: 'activities', rounds: 40 });
      expect(count(plan, 'changes') + count(plan, 'mass')).toBe(0);
      expect(plan.acts).toMatchObject([{ lossy: false }]);
      expect(plan.acts.flatMap(({ rounds }) => rounds.map(({ during }) => during))).not.toContain('initial');
    });

    it('short runs have no call that everyone waits long for', () => {
      const rules = SEEDS.flatMap((seed) => salesforceRules(planRun({ ...both, seed, rounds: 6 })));
      const kinds = new Set(rules.map(salesforceFaultClass));
      expect([kinds.has('stall'), kinds.has('redirect'), kinds.size]).toEqual([
        false,
        false,
        SALESFORCE_CLASSES.length - 2,
      ]);
    });
  });

  it('can be told in words', () => {
    for (const action of actionsOf(planRun({ ...options, flow: 'both', activities: 500, rounds: 40 })))
      expect(inWords(action)).not.toContain('undefined');
  });
});
