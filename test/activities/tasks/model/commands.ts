import fc from 'fast-check';
import type { FaultRule } from '../../../../simulators/salesforce/index.ts';
import type { Judged, Thing, World } from './world.ts';

/** One thing that somebody does, or that happens. */
class Step implements fc.AsyncCommand<object, World> {
  readonly text: string;
  readonly act: (world: World) => Promise<unknown>;

  constructor(text: string, act: (world: World) => Promise<unknown>) {
    this.text = text;
    this.act = act;
  }

  check(): boolean {
    return true;
  }

  async run(_: object, world: World): Promise<void> {
    world.note(this.text);
    // Else all would happen in one second.
    world.rig.clock.advance(1_300);
    await this.act(world);
  }

  toString(): string {
    return this.text;
  }
}

const index = fc.nat(7);
const seller = fc.nat(1);
const change: fc.Arbitrary<[Judged, string | null]> = fc.oneof(
  fc.tuple(fc.constant('priority' as const), fc.constantFrom('normal', 'high')),
  fc.tuple(fc.constant('due' as const), fc.constantFrom('2026-07-01', '2026-07-02', '2026-07-03', null)),
  fc.tuple(
    fc.constant('details' as const),
    fc.option(
      fc.nat(999).map((n) => `note ${n}`),
      { freq: 6 },
    ),
  ),
);
const THERE = { priority: 'Priority', due: 'ActivityDate', details: 'Description' } as const;
const spelledThere = (field: Judged, value: string | null) =>
  field === 'priority' ? (value === 'high' ? 'High' : 'Normal') : value;

/** Two values that differ, for one field; the second was made for any. */
function fitting(field: Judged, mine: string | null, theirs: string | null): [string | null, string | null] {
  if (field === 'priority') return [mine, mine === 'high' ? 'normal' : 'high'];
  if (field === 'due') return [mine, mine === '2026-07-09' ? null : '2026-07-09'];
  return [mine, `${theirs ?? 'nothing'} there`];
}

const CALLS: FaultRule['do'][] = [
  { resetAfter: true },
  { resetBefore: true },
  { truncate: true },
  { badJson: true },
  { emptyBody: true },
  { http: 500, committed: true },
  { http: 502, html: true },
  { http: 504, html: true, committed: true },
  { error: 'SERVER_UNAVAILABLE' },
  { error: 'UNABLE_TO_LOCK_ROW' },
  { error: 'REQUEST_LIMIT_EXCEEDED' },
  { itemError: 'UNABLE_TO_LOCK_ROW', items: [0] },
];
const fault: fc.Arbitrary<FaultRule> = fc.oneof(
  fc.constantFrom(...CALLS).map((action) => ({ match: { class: 'collections' as const, times: 1 }, do: action })),
  fc
    .record({
      action: fc.constantFrom(...CALLS.slice(0, 5), { http: 502, html: true }),
      nth: fc.integer({ min: 1, max: 6 }),
    })
    .map(({ action, nth }) => ({ match: { class: 'query' as const, nth }, do: action })),
  fc.constant({ match: { class: 'replication' as const, times: 1 }, do: { http: 503, html: true } }),
);

const of = (side: string, text: string, act: (world: World, thing: Thing) => Promise<unknown>): fc.Arbitrary<Step> =>
  index.map(
    (n) =>
      new Step(`${side} ${n}: ${text}`, async (world) => {
        const thing = world.pick(n);
        if (thing !== undefined) await act(world, thing);
      }),
  );

const told = (what: string, did: boolean, world: World) => {
  if (!did) world.note(`  ${what} is not to be done`);
};

/** Everything, the likelier the more often it stands here. */
export function anyCommands(most: number) {
  const commands: { weight: number; arbitrary: fc.Arbitrary<Step> }[] = [
    { weight: 5, arbitrary: seller.map((n) => new Step(`made here for ${n}`, (world) => world.createHere(n))) },
    {
      weight: 5,
      arbitrary: fc
        .tuple(seller, fc.constantFrom(0, 0, 0, 300_000))
        .map(([n, lateMs]) => new Step(`made there for ${n}, late ${lateMs}`, (world) => world.createThere(n, lateMs))),
    },
    {
      weight: 10,
      arbitrary: fc.tuple(index, change).map(
        ([n, [field, value]]) =>
          new Step(`here ${n}: ${field} = ${value}`, async (world) => {
            const thing = world.pick(n);
            if (thing !== undefined) told('that', await world.editHere(thing, field, value), world);
          }),
      ),
    },
    {
      weight: 10,
      arbitrary: fc.tuple(index, change).map(
        ([n, [field, value]]) =>
          new Step(`there ${n}: ${field} = ${value}`, async (world) => {
            const thing = world.pick(n);
            const values = { [THERE[field]]: spelledThere(field, value) };
            if (thing !== undefined) told('that', await world.editThere(thing, values, [field, value]), world);
          }),
      ),
    },
    {
      weight: 8,
      arbitrary: fc.tuple(index, change, change, fc.boolean()).map(
        ([n, [field, mine], [, theirs], isMineFirst]) =>
          new Step(`both ${n}: ${field}, ${isMineFirst ? 'here' : 'there'} first`, async (world) => {
            const thing = world.pick(n);
            if (thing === undefined) return;
            const values: [string | null, string | null] = fitting(field, mine, theirs);
            const here = () => world.editHere(thing, field, values[0]);
            const there = () =>
              world.editThere(thing, { [THERE[field]]: spelledThere(field, values[1]) }, [field, values[1]]);
            for (const act of isMineFirst ? [here, there] : [there, here]) {
              world.rig.clock.advance(3_000);
              await act();
            }
          }),
      ),
    },
    {
      weight: 5,
      arbitrary: fc.tuple(index, fc.constantFrom('open' as const, 'complete' as const)).map(
        ([n, status]) =>
          new Step(`here ${n}: ${status}`, async (world) => {
            const thing = world.pick(n);
            if (thing !== undefined && (await world.rig.store.tasks.get(thing.id)) !== null)
              await world.rig.edit(thing.id, { status });
          }),
      ),
    },
    {
      weight: 5,
      arbitrary: fc.tuple(index, fc.constantFrom('Not Started', 'In Progress', 'Completed')).map(
        ([n, Status]) =>
          new Step(`there ${n}: ${Status}`, async (world) => {
            const thing = world.pick(n);
            if (thing !== undefined) told('that', await world.editThere(thing, { Status }), world);
          }),
      ),
    },
    { weight: 2, arbitrary: of('here', 'deleted', (world, thing) => world.removeHere(thing)) },
    { weight: 2, arbitrary: of('there', 'deleted', (world, thing) => world.removeThere(thing)) },
    { weight: 2, arbitrary: of('there', 'back from the recycle bin', (world, thing) => world.undelete(thing)) },
    { weight: 1, arbitrary: of('there', 'gone from the recycle bin', (world, thing) => world.purge(thing)) },
    {
      weight: 2,
      arbitrary: of('there', 'deleted for good', async (world, thing) => {
        await world.removeThere(thing);
        await world.purge(thing);
      }),
    },
    {
      weight: 4,
      arbitrary: fc.tuple(index, fc.nat(2)).map(
        ([n, to]) =>
          new Step(`there ${n}: owner ${to}`, async (world) => {
            const thing = world.pick(n);
            const OwnerId = world.rig.sellers[to]?.userId ?? world.rig.stranger;
            if (thing !== undefined) told('that', await world.editThere(thing, { OwnerId }), world);
          }),
      ),
    },
    { weight: 3, arbitrary: seller.map((n) => new Step(`switch of ${n}`, (world) => world.switchSeller(n))) },
    { weight: 12, arbitrary: fc.constant(new Step('a turn', (world) => world.turn())) },
    {
      weight: 8,
      arbitrary: fc.integer({ min: 1, max: 150 }).map(
        (s) =>
          new Step(`${s} s pass`, async (world) => {
            world.rig.clock.advance(s * 1_000);
          }),
      ),
    },
    { weight: 3, arbitrary: fc.constant(new Step('everything settles', (world) => world.quiet())) },
    {
      weight: 6,
      arbitrary: fault.map((rule) => new Step(`a turn with ${JSON.stringify(rule)}`, (world) => world.turnWith(rule))),
    },
    {
      weight: 6,
      arbitrary: fc
        .tuple(fc.nat(14), fc.boolean())
        .map(
          ([calls, isAfter]) =>
            new Step(`killed ${isAfter ? 'after' : 'before'} call ${calls}`, (world) =>
              world.killedTurn(calls, isAfter),
            ),
        ),
    },
  ];
  return fc.commands(
    commands.flatMap(({ weight, arbitrary }) => Array.from({ length: weight }, () => arbitrary)),
    { maxCommands: most, size: 'max' },
  );
}
