import { CancelledFailure } from '@temporalio/common';
import type { PeopleDeps } from '../../activities/deps.ts';
import { createPeoplePushActivities } from '../../activities/people-push.ts';
import type { Dice } from '../../chaos/plan/dice.ts';
import { isAppError } from '../../model/errors/app-error.ts';
import { FEEDS } from '../../model/feeds.ts';
import type { MarketoId } from '../../model/ids.ts';
import type { FaultRule, Switches } from '../../simulators/marketo/index.ts';
import { belated, type Death, Killed, mortal } from './chaos.ts';
import { HOUR, MINUTE, SECOND } from './clock.ts';
import { hasty } from './people-push-rig.ts';
import { activitiesOf, newAttempt, type Rig, SCAN } from './rig.ts';
import { truthOf } from './truth.ts';

type Activities = ReturnType<typeof activitiesOf>;
type Attempt = (activities: Activities, deps: PeopleDeps, env: ReturnType<typeof newAttempt>) => Promise<unknown>;

export const LATEST_MS = 30 * MINUTE;
const PUSHES_SECONDS = 4;

const FAULTS: readonly [FaultRule['do'], ...FaultRule['do'][]] = [
  { code: '606' },
  { code: '611' },
  { http: 502, html: true },
  { resetBefore: true },
  { resetAfter: true },
  { truncate: true },
  { emptyBody: true },
  { badJson: true },
  { expireToken: true },
  { duplicateRows: true },
  { shortPage: 3 },
  { emptyPage: true },
];

export const randomSwitches = (dice: Dice): Partial<Switches> => ({
  pageOrder: dice.oneOf(['commit', 'date']),
  shuffleWithinSecond: dice.chance(0.5),
  ownerChangeWrites13: dice.chance(0.5),
  mergeLoserWrites37: dice.chance(0.5),
  mergeIdsForm: dice.oneOf(['array', 'commaString', 'number']),
  mergeMovesActivities: dice.chance(0.5),
  badTokenCode: dice.oneOf(['1003', '701']),
});

/**
 * In date order rows that come late are seen by the daily overlap alone; so they are by a token rebuilt from the
 * watermark. In commit order turns must be enough: there an overlap at the end would only hide what they got wrong.
 */
const needsOverlap = ({ instance }: Rig) => instance.switches.pageOrder === 'date';

/** Things that happen to one sync, one after the other or over each other, chosen by a seed. */
export class BadDay {
  /** What happened, for the report of a failing seed. */
  readonly log: string[] = [];
  private readonly rig: Rig;
  private readonly dice: Dice;
  private readonly overlapHeals: boolean;
  private late: { open: () => void; done: Promise<unknown> }[] = [];

  constructor(rig: Rig, dice: Dice) {
    this.overlapHeals = needsOverlap(rig);
    this.rig = rig;
    this.dice = dice;
  }

  async step(): Promise<void> {
    const { dice } = this;
    const steps: readonly [() => unknown, ...(() => unknown)[]] = [
      () => this.change(),
      () => this.change(),
      () => this.attempt(),
      () => this.attempt(),
      () => this.attempt(),
      () => this.push(),
      () => this.postpone(),
      () => this.release(),
      () => this.disturb(),
      () => this.rig.clock.advance(dice.below(15 * MINUTE)),
      () => (this.overlapHeals && dice.chance(0.3) ? this.refuseTokens() : undefined),
      () => (dice.chance(0.1) ? this.massDeparture() : undefined),
      () => (dice.chance(0.3) ? this.attempt((activities) => activities.approve()) : undefined),
    ];
    await dice.oneOf(steps)();
  }

  /** Everything late arrives, nothing disturbs any more. */
  async calm(): Promise<void> {
    while (this.late.length > 0) await this.release();
    this.rig.instance.setFaults([]);
    this.rig.clock.advance(LATEST_MS + MINUTE);
  }

  private change(): void {
    const count = 1 + this.dice.below(25);
    this.rig.instance.random(count, this.dice.below(1e9));
    this.log.push(`${count} changes`);
  }

  /** Of people who have changed, who have not, and whom there never was. */
  private async push(): Promise<void> {
    const ids = this.someIds(10 + this.dice.below(60));
    await this.rig.store.pushes.add(ids);
    this.log.push(`${ids.length} pushes`);
  }

  private someIds(count: number): MarketoId[] {
    return Array.from({ length: count }, () => (1_000 + this.dice.below(700)) as MarketoId);
  }

  private followPushes(deps: PeopleDeps, env: ReturnType<typeof newAttempt>): Promise<unknown> {
    const stopping = new AbortController().signal;
    const { followPushes } = createPeoplePushActivities({ ...deps, clock: hasty(this.rig), stopping });
    return env.run(followPushes, { sequence: null, seconds: PUSHES_SECONDS });
  }

  private anyAttempt(): [string, Attempt] {
    const ids = this.someIds(40);
    return this.dice.oneOf<[string, Attempt]>([
      ['scan', (activities) => activities.scanPeople(SCAN, 4)],
      ['turn', (activities) => activities.changesTurn()],
      ['turn', (activities) => activities.changesTurn()],
      ['overlap', (activities) => activities.overlapTurn()],
      ['resync', (activities) => activities.resync(ids)],
      ['pushes', (_, deps, env) => this.followPushes(deps, env)],
      ['pushes', (_, deps, env) => this.followPushes(deps, env)],
    ]);
  }

  /** One attempt; every other one dies somewhere. */
  private async attempt(given?: Attempt): Promise<void> {
    const [name, attempt] = given === undefined ? this.anyAttempt() : ['approve', given];
    const env = newAttempt();
    const death: Death | null = this.dice.chance(0.5)
      ? { atCall: 1 + this.dice.below(40), kind: this.dice.oneOf(['before', 'after', 'cancel']) }
      : null;
    const slow = this.ticking(this.rig.deps);
    const deps = death === null ? slow : mortal(slow, death, env);
    this.log.push(`${name}${death === null ? '' : `, dies ${death.kind} call ${death.atCall}`}`);
    await this.survive(
      attempt(
        activitiesOf(deps, () => env),
        deps,
        env,
      ),
    );
  }

  /** An attempt that has read, but writes later. */
  private postpone(): void {
    const [name, attempt] = this.anyAttempt();
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const held = this.dice.oneOf<'answers' | 'writes'>(['answers', 'writes']);
    const deps = belated(this.rig.deps, held, gate);
    this.late.push({ open, done: this.survive(attempt(activitiesOf(deps), deps, newAttempt())) });
    this.log.push(`${name}, ${held} late`);
  }

  private async release(): Promise<void> {
    const [writer] = this.late.splice(this.dice.below(this.late.length), 1);
    if (writer === undefined) return;
    this.log.push('a late writer writes');
    writer.open();
    await writer.done;
  }

  private disturb(): void {
    const { dice } = this;
    const rules: FaultRule[] = Array.from({ length: dice.below(3) }, () => ({
      match: { class: dice.oneOf(['leads', 'activities']), probability: 0.2, times: 12 },
      do: dice.oneOf(FAULTS),
    }));
    const late: FaultRule = { match: { probability: 0.1 }, do: { lateMs: 1 + dice.below(LATEST_MS) } };
    this.rig.instance.setFaults(dice.chance(0.5) ? [...rules, late] : rules);
    this.log.push(`faults ${JSON.stringify(rules.map((rule) => rule.do))}`);
  }

  private async refuseTokens(): Promise<void> {
    for (const feed of FEEDS) {
      const cursor = await this.rig.store.cursors.get(feed);
      if (cursor !== null) await this.rig.store.cursors.move(cursor, { ...cursor, token: 'REFUSED====' });
    }
    this.log.push('tokens refused');
  }

  private massDeparture(): void {
    const leaving = truthOf(this.rig.instance).slice(0, 110);
    for (const { id } of leaving) this.rig.instance.update(id, { sfdcLeadOwnerId: null });
    this.log.push('110 people lose their owner');
  }

  /** Time passes while Marketo answers, so that a piece of the scan ends. */
  private ticking(deps: PeopleDeps): PeopleDeps {
    const { marketo, clock } = { marketo: deps.marketo, clock: this.rig.clock };
    const leadsByIds: typeof marketo.leadsByIds = (...args) => {
      clock.advance(SECOND);
      return marketo.leadsByIds(...args);
    };
    return { ...deps, marketo: { ...marketo, leadsByIds } };
  }

  private async survive(attempt: Promise<unknown>): Promise<void> {
    try {
      await attempt;
    } catch (error) {
      const expected = error instanceof Killed || error instanceof CancelledFailure || isAppError(error);
      if (!expected) throw error;
      this.log.push(`  ended by ${isAppError(error) ? error.key : error.name}`);
    }
  }
}

/** What the flows do by themselves until there is nothing left to do; an admin approves. */
export async function settle(rig: Rig): Promise<void> {
  const activities = activitiesOf(rig.deps);
  await activities.prepareInitial();
  while ((await activities.scanPeople()).kind !== 'complete');
  await activities.completeInitial();
  if (needsOverlap(rig)) await activities.overlapTurn();
  for (let news = true; news; ) {
    rig.clock.advance(10 * MINUTE);
    const outcome = await activities.changesTurn();
    news = outcome.kind !== 'done' || outcome.records > 0;
  }
  for (let passed = 0; passed <= 26 * HOUR; passed += 2 * HOUR) {
    rig.clock.advance(2 * HOUR);
    await activities.changesTurn();
  }
  await activities.approve();
  await activities.changesTurn();
  await activities.recountPeople();
}
