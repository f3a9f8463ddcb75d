import { randomUUID } from 'node:crypto';
import type { CallOutcome, CallPriority, Clock, QuotaLease, QuotaLedger, QuotaRequest } from '../../model/ports.ts';
import { toAppError } from '../errors.ts';
import type { QuotaDocument } from './document.ts';
import type { QuotaGate } from './gate.ts';
import { CAN_GET_SHORTER, isLeastUrgent, judge } from './judge.ts';
import { INTENT_RENEW_MS, type LedgerLimits, SLOT_GRACE_MS, WINDOW_MARGIN_MS } from './limits.ts';
import { Pulse } from './pulse.ts';
import { type Grant, release } from './release.ts';
import { type Waiter, Waiters } from './waiters.ts';

/** However long the wait: look again after this, in case another process knows better. */
const LONGEST_PAUSE_MS = 5_000;
/** The day being used up is only said from a document read within this time. */
const FRESH_MS = 250;

/**
 * One per process (more do no harm): calls queue here and one loop takes places for them, so a process asks the
 * database for one place at a time however many calls wait. A call costs two commands: the grant and the release.
 */
export class Ledger implements QuotaLedger {
  private readonly gate: QuotaGate;
  private readonly limits: LedgerLimits;
  private readonly clock: Clock;
  private readonly pulse: Pulse;
  private readonly waiters = new Waiters();
  private readonly intentAt = new Map<CallPriority, number>();
  private known: QuotaDocument | null = null;
  private knownAt = 0;
  private running = false;
  private pausing = new AbortController();

  constructor(gate: QuotaGate, limits: LedgerLimits, clock: Clock) {
    this.gate = gate;
    this.limits = limits;
    this.clock = clock;
    this.pulse = new Pulse(
      limits.leaseMs / 3,
      () => this.localMs(),
      () => gate.stayAlive(),
    );
  }

  /** @throws AppError class `quota` when the day is used up, `store.*`; the signal's reason when aborted */
  async acquire(request: QuotaRequest): Promise<QuotaLease> {
    request.signal?.throwIfAborted();
    const before = this.waiters.first();
    const lease = this.waiters.add(request);
    // The loop may pause for someone who is no longer first, or no longer there.
    if (this.waiters.first() !== before) this.wake();
    void lease.catch(() => this.wake());
    if (!this.running) void this.serve();
    return lease;
  }

  private async serve(): Promise<void> {
    this.running = true;
    for (let waiter = this.waiters.first(); waiter !== undefined; waiter = this.waiters.first()) {
      try {
        await this.step(waiter);
      } catch (error) {
        // What stopped one would stop all: each caller is told, none waits behind a dead database.
        this.waiters.rejectAll(toAppError('quota.acquire', error));
      }
    }
    this.running = false;
  }

  private async step(waiter: Waiter): Promise<void> {
    const { priority } = waiter.request;
    const known = this.known ?? (await this.look(priority));
    const verdict = judge(known, this.gate.clock.now(), priority, this.limits);
    switch (verdict.kind) {
      case 'go':
        if (!(await this.take(waiter, known, verdict.spread))) await this.look(priority);
        return;
      case 'wait':
        if (this.mustSaySo(priority)) await this.look(priority);
        else if ((await this.pause(verdict.ms)) && CAN_GET_SHORTER[verdict.reason]) await this.look(priority);
        return;
      case 'refuse':
        if (this.localMs() - this.knownAt > FRESH_MS) await this.look(priority);
        else waiter.reject(verdict.error);
        return;
      case 'newDay':
        this.learn((await this.gate.newDay(known)) ?? (await this.gate.look()));
        return;
      case 'resize':
        this.learn((await this.gate.resize(known, this.limits.windowCalls)) ?? (await this.gate.look()));
        return;
      case 'prune':
        this.learn((await this.gate.dropSlots(verdict.dead)) ?? (await this.gate.look()));
        return;
    }
  }

  private async take(waiter: Waiter, known: QuotaDocument, spread: boolean): Promise<boolean> {
    const { priority, deadlineMs } = waiter.request;
    const holder = randomUUID();
    const until = new Date(this.gate.clock.now().getTime() + deadlineMs + SLOT_GRACE_MS);
    const grant: Grant = { holder, priority, day: known.day };
    const asked = this.localMs();
    const othersWait = this.waiters.hasMore(waiter);
    let taken: QuotaDocument | null;
    try {
      taken = await this.gate.take({ holder, until, priority, known, limits: this.limits, spread, othersWait });
      // A process that slept over the answer is late for the window, and may have lost the slot: then no call leaves.
      const late = this.localMs() - asked > WINDOW_MARGIN_MS;
      if (taken !== null && late) taken = await this.gate.stamp(holder, this.limits);
    } catch (error) {
      // The place may have been taken all the same.
      void this.gate.free(holder).catch(() => undefined);
      throw error;
    }
    if (taken === null) return false;
    this.learn(taken);
    if (!othersWait) this.intentAt.delete(priority);
    this.pulse.said(asked);
    const lease = this.lease(grant);
    if (waiter.isWaiting()) waiter.resolve(lease);
    else void lease.release('free');
    return true;
  }

  /** A release never fails: Marketo has answered by then, and a slot that stays ends by itself. */
  private lease(grant: Grant): QuotaLease {
    let released = false;
    this.pulse.hold();
    return {
      release: async (outcome: CallOutcome) => {
        if (released) return;
        released = true;
        const end = () => release(this.gate, grant, outcome);
        const asked = this.localMs();
        const ended = await end()
          .catch(end)
          .catch(() => null);
        if (ended !== null) this.pulse.said(asked);
        this.pulse.letGo();
        this.learn(ended);
        this.wake();
      },
    };
  }

  /** Less urgent classes hold back only for as long as they hear of us. */
  private mustSaySo(priority: CallPriority): boolean {
    const last = this.intentAt.get(priority) ?? Number.NEGATIVE_INFINITY;
    return !isLeastUrgent(priority) && this.localMs() - last >= INTENT_RENEW_MS;
  }

  private async look(priority: CallPriority): Promise<QuotaDocument> {
    this.intentAt.set(priority, this.localMs());
    const found = await this.gate.look(isLeastUrgent(priority) ? undefined : priority);
    this.learn(found);
    return found;
  }

  /** Answers of several commands under way may arrive in another order than they were carried out. */
  private learn(found: QuotaDocument | null): void {
    if (found === null) return;
    const older = this.known !== null && (found.grants < this.known.grants || found.at < this.known.at);
    if (older && found.day === this.known?.day) return;
    this.known = found;
    this.knownAt = this.localMs();
  }

  /** True when the time is over, false when something has changed before. */
  private async pause(ms: number): Promise<boolean> {
    this.pausing = new AbortController();
    const first = this.waiters.first();
    const longest = first !== undefined && isLeastUrgent(first.request.priority) ? LONGEST_PAUSE_MS : INTENT_RENEW_MS;
    try {
      await this.clock.sleep(Math.min(ms, longest), this.pausing.signal);
      return true;
    } catch {
      return false;
    }
  }

  private wake(): void {
    this.pausing.abort();
  }

  private localMs(): number {
    return this.clock.now().getTime();
  }
}
