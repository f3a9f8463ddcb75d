import { randomUUID } from 'node:crypto';
import type { Collection, Filter, UpdateFilter } from 'mongodb';
import { AppError } from '../../model/errors/app-error.ts';
import type { CallPriority } from '../../model/ports.ts';
import { quotaDay } from '../../model/quota.ts';
import { answering, retryDuplicate } from '../writes.ts';
import { DatabaseClock } from './database-clock.ts';
import { emptyDay, emptyQuota, MEMBERS, type QuotaDocument, resizeTimes, upToDate } from './document.ts';
import { dayLimit, instanceLimit, moreUrgentThan } from './judge.ts';
import { INTENT_FRESH_MS, type LedgerLimits } from './limits.ts';
import type { DeadSlots } from './slots.ts';

const ID = 'marketo';
const AFTER = answering(...MEMBERS);

export interface Take {
  holder: string;
  /** The call's own deadline, by the database's clock. */
  until: Date;
  priority: CallPriority;
  /** The document that was judged. */
  known: QuotaDocument;
  limits: LedgerLimits;
  /** Only if nobody has been granted anything since. */
  spread: boolean;
  /** More calls of this class wait behind this one. */
  othersWait: boolean;
}

/** Every command on the quota document, each one atomic; each answer also tells the database's time. */
export class QuotaGate {
  readonly clock: DatabaseClock;
  /** Whose signs of life these are, and whose slots. */
  private readonly process = randomUUID();
  private readonly quota: Collection<QuotaDocument>;
  private readonly local: () => number;

  /** @param local a clock of this process, in ms, that never jumps */
  constructor(quota: Collection<QuotaDocument>, local: () => number) {
    this.quota = quota;
    this.local = local;
    this.clock = new DatabaseClock(local);
  }

  /** The document as it is now; made when missing. With `priority`, says that this class waits. */
  async look(priority?: CallPriority): Promise<QuotaDocument> {
    const intent = priority === undefined ? {} : { $set: { [`waiting.${priority}`]: this.clock.now() } };
    for (let attempt = 1; attempt <= 2; attempt++) {
      const found = await this.update({ _id: ID }, intent);
      if (found !== null) return found;
      await retryDuplicate(() => this.quota.updateOne({ _id: ID }, { $setOnInsert: emptyQuota() }, { upsert: true }));
    }
    throw new AppError('store.failed', { details: { operation: 'quota.look' } });
  }

  /**
   * Takes a place in the window, a slot and one of the day's calls, or nothing: one update, so that a process that
   * dies leaves no more than a slot that ends by itself. Null: something stands in the way.
   */
  take({ holder, until, priority, known, limits, spread, othersWait }: Take) {
    const now = this.clock.now();
    const before = (ms: number) => ({ $lte: new Date(now.getTime() - ms) });
    const fresh = new Date(now.getTime() - INTENT_FRESH_MS);
    const filter: Filter<QuotaDocument> = {
      _id: ID,
      windowCalls: limits.windowCalls,
      'times.0': before(limits.windowMs),
      [`slots.${limits.atOnce - 1}`]: { $exists: false },
      day: known.day,
      exhaustedDay: { $ne: known.day },
      dayCalls: { $lt: dayLimit(priority, limits) },
      instanceTotal: { $lt: instanceLimit(limits) },
      blockedUntil: before(0),
      ...(spread ? { grants: known.grants } : {}),
      // Not `$lte`: a document of an earlier version lacks the classes that came later.
      ...Object.fromEntries(moreUrgentThan(priority).map((other) => [`waiting.${other}`, { $not: { $gt: fresh } }])),
    };
    const waitsSince = othersWait ? now : new Date(0);
    const slot = { holder, until, process: this.process };
    return this.updateAlive(filter, {
      $push: { times: { $each: [now], $slice: -limits.windowCalls }, slots: slot },
      $inc: { dayCalls: 1, [`byPriority.${priority}`]: 1, instanceTotal: 1, grants: 1 },
      $set: { [`waiting.${priority}`]: waitsSince },
    });
  }

  /** Enters one more moment into the window: for a grant whose answer came late. Null: its slot is gone meanwhile. */
  stamp(holder: string, limits: LedgerLimits) {
    const times = { $each: [this.clock.now()], $slice: -limits.windowCalls };
    return this.updateAlive({ _id: ID, 'slots.holder': holder }, { $push: { times }, $inc: { grants: 1 } });
  }

  free(holder: string) {
    return this.updateAlive({ _id: ID }, { $pull: { slots: { holder } } });
  }

  /** Says that this process lives, if it has slots to lose. */
  stayAlive() {
    return this.updateAlive({ _id: ID, 'slots.process': this.process }, {});
  }

  /** Frees the slot and gives the day's call back, once. */
  async freeUncounted(holder: string, priority: CallPriority, day: string) {
    const back = { dayCalls: -1, [`byPriority.${priority}`]: -1, instanceTotal: -1 };
    const mine: Filter<QuotaDocument> = { _id: ID, day, 'slots.holder': holder };
    return (await this.updateAlive(mine, { $pull: { slots: { holder } }, $inc: back })) ?? this.free(holder);
  }

  /** Null: one of the silent has spoken since. */
  dropSlots({ holders, silent, silentSince }: DeadSlots) {
    const stillSilent = silent.map((process) => [`alive.${process}`, { $lte: silentSince }]);
    const forgotten = silent.map((process) => [`alive.${process}`, '']);
    return this.update(
      { _id: ID, ...Object.fromEntries(stillSilent) },
      {
        $pull: { slots: { holder: { $in: holders } } },
        ...(silent.length === 0 ? {} : { $unset: Object.fromEntries(forgotten) }),
      },
    );
  }

  /** Nobody gets a place before `until`. */
  block(until: Date) {
    return this.update({ _id: ID }, { $max: { blockedUntil: until } });
  }

  blockDay(day: string, until: Date) {
    return this.update({ _id: ID }, { $max: { blockedUntil: until }, $set: { exhaustedDay: day } });
  }

  /** Counted once for all calls that were refused together: only when nobody is kept waiting yet. */
  strike(strikes: number, until: Date) {
    const now = this.clock.now();
    return this.update(
      { _id: ID, blockedUntil: { $lte: now } },
      { $set: { strikes, struckAt: now, blockedUntil: until } },
    );
  }

  newDay(known: QuotaDocument) {
    return this.update({ _id: ID, day: known.day }, { $set: emptyDay(quotaDay(this.clock.now())) });
  }

  resize(known: QuotaDocument, windowCalls: number) {
    const unchanged = { _id: ID, grants: known.grants, windowCalls: known.windowCalls } as const;
    const times = resizeTimes(known.times, windowCalls);
    return this.update(unchanged, { $set: { times, windowCalls }, $inc: { grants: 1 } });
  }

  setInstanceTotal(day: string, total: number) {
    return this.update({ _id: ID, day }, { $set: { instanceTotal: total, instanceKnown: true } });
  }

  /** An update that is a sign of life too. */
  private updateAlive(filter: Filter<QuotaDocument>, change: UpdateFilter<QuotaDocument>) {
    return this.update(filter, change, { [`alive.${this.process}`]: true });
  }

  private async update(filter: Filter<QuotaDocument>, change: UpdateFilter<QuotaDocument>, dates = {}) {
    const sent = this.local();
    const $currentDate = { at: true as const, ...dates };
    const answer = await this.quota.findOneAndUpdate(filter, { ...change, $currentDate }, AFTER);
    if (answer === null) return null;
    this.clock.learn(sent, this.local(), answer.at.getTime());
    return upToDate(answer);
  }
}
