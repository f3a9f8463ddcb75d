import { activityInfo } from '@temporalio/activity';
import { AppError, isAppError } from '../../model/errors/app-error.ts';
import { restored } from '../../model/errors/restored.ts';
import type { Vendor } from '../../model/sales-activity/kinds.ts';
import type { Running } from '../run.ts';
import type { SalesActivityDeps } from './deps.ts';
import { lookUpUnknown } from './look-up.ts';
import type { SalesActivitySender, SenderDeps } from './ports.ts';
import { sendOnce } from './send.ts';
import { sweep } from './sweep.ts';

export interface TurnInput {
  vendor: Vendor;
  /** Of the last call that the caller knows of. */
  sequence: number | null;
  /** How long the turn lasts. */
  seconds: number;
}

export interface SenderTurn {
  /** Of the last call. */
  sequence: number;
  /** Activities sent, in how many calls. */
  sent: number;
  calls: number;
  /** Calls without an answer whose activities were looked up. */
  lookedUp: number;
}

/** While nothing is to be sent. */
const IDLE_MS = 250;
/** What came just now waits so long for more to share its call. */
const LINGER_MS = 1_000;
const LINGER_STEP_MS = 100;
const SWEEP_EVERY_MS = 5_000;

/**
 * Sends what is pending at one vendor, call after call, until its time is over or the worker is to stop. Beside it,
 * calls without an answer are looked up and what waits is looked after, so that one slow call holds up nothing else.
 * @throws AppError `store.restored`, `salesforce.notConnected`
 */
export async function turn(deps: SalesActivityDeps, input: TurnInput, run: Running): Promise<SenderTurn> {
  try {
    const sender = deps.senders[input.vendor];
    if (sender === null) throw new AppError('salesforce.notConnected');
    const sending = new Turn(deps, sender, input, run);
    await sending.refuseRestored();
    // What stopped the last turn is over.
    await deps.store.failures.clear(flowOf(input.vendor));
    await sending.go();
    return sending.result();
  } catch (error) {
    if (isAppError(error)) await keep(deps, input.vendor, error);
    throw error;
  }
}

const flowOf = (vendor: Vendor) => `sender-${vendor}`;

/** Where `failures` finds it. Never throws: the store itself may be what fails. */
async function keep({ store }: SalesActivityDeps, vendor: Vendor, { key, details }: AppError): Promise<void> {
  await Promise.allSettled([store.failures.record({ flow: flowOf(vendor), key, details })]);
}

class Turn {
  private sequence = 0;
  private sent = 0;
  private calls = 0;
  private lookedUp = 0;
  /** What is in doubt can't be looked up, as `failures` says. */
  private looksFail = false;
  private readonly endsAt: number;
  /** Aborted: no further call begins, and nobody waits any longer. */
  private readonly over = new AbortController();
  private readonly deps: SalesActivityDeps;
  private readonly input: TurnInput;
  private readonly run: Running;
  private readonly senderDeps: SenderDeps;

  constructor(deps: SalesActivityDeps, sender: SalesActivitySender, input: TurnInput, run: Running) {
    this.deps = deps;
    this.input = input;
    this.run = run;
    this.senderDeps = { store: deps.store, clock: deps.clock, sender, tell: deps.tell };
    this.endsAt = deps.clock.now().getTime() + input.seconds * 1_000;
  }

  /** Until every restored activity is doubted, nothing goes out. @throws AppError `store.restored` */
  async refuseRestored(): Promise<void> {
    const { peopleState, salesActivities } = this.deps.store;
    const [known, state] = await Promise.all([salesActivities.sequence(this.input.vendor), peopleState.get()]);
    // An attempt before this one may have sent more than its workflow knows of.
    const noted: unknown = activityInfo().heartbeatDetails?.sequence;
    const remembered = Math.max(this.input.sequence ?? 0, typeof noted === 'number' ? noted : 0);
    if (known < remembered || state.troubles.changes?.key === 'store.restored') throw restored(remembered);
    this.sequence = known;
  }

  async go(): Promise<void> {
    const end = () => this.over.abort();
    const signals = [this.run.signal, this.deps.stopping];
    for (const signal of signals) signal.addEventListener('abort', end, { once: true });
    if (signals.some(({ aborted }) => aborted)) end();
    try {
      // Whichever fails ends the other, which stops in order.
      const parts = await Promise.allSettled([this.send(), this.lookAfter()].map((part) => part.finally(end)));
      for (const part of parts) if (part.status === 'rejected') throw part.reason;
    } finally {
      for (const signal of signals) signal.removeEventListener('abort', end);
    }
  }

  result(): SenderTurn {
    return { sequence: this.sequence, sent: this.sent, calls: this.calls, lookedUp: this.lookedUp };
  }

  private isOver(): boolean {
    this.run.signal.throwIfAborted();
    return this.over.signal.aborted || this.deps.clock.now().getTime() >= this.endsAt;
  }

  private async send(): Promise<void> {
    while (!this.isOver()) {
      if (!(await this.isWorthACall())) continue;
      await this.takeSequence();
      const sent = await sendOnce(this.senderDeps, this.run.signal);
      this.sent += sent;
      if (sent > 0) this.calls += 1;
    }
  }

  /** Also notices a database that is put back while the turn lasts. @throws AppError `store.restored` */
  private async takeSequence(): Promise<void> {
    const next = await this.deps.store.salesActivities.nextSequence(this.input.vendor);
    if (next <= this.sequence) throw restored(this.sequence);
    this.sequence = next;
    this.note();
  }

  /** Calls are few where several share one: what came just now waits for its neighbours. */
  private async isWorthACall(): Promise<boolean> {
    const { store, clock } = this.deps;
    const { perCall } = this.senderDeps.sender;
    const waiting = await store.salesActivities.pending(this.input.vendor, perCall);
    if (waiting === null) {
      await this.pause(IDLE_MS);
      return false;
    }
    const isYoung = clock.now().getTime() - waiting.oldestAt.getTime() < LINGER_MS;
    if (waiting.count >= perCall || !isYoung) return true;
    await this.pause(LINGER_STEP_MS);
    return false;
  }

  private async lookAfter(): Promise<void> {
    while (!this.isOver()) {
      await sweep(this.deps, this.input.vendor, this.run.signal);
      try {
        this.lookedUp += await lookUpUnknown(this.senderDeps, this.run.signal);
        if (this.looksFail) await this.deps.store.failures.clear(flowOf(this.input.vendor));
        this.looksFail = false;
      } catch (error) {
        // Sending goes on: what is looked up was sent long ago.
        if (!isAppError(error)) throw error;
        this.looksFail = true;
        await keep(this.deps, this.input.vendor, error);
      }
      this.note();
      for (let waited = 0; waited < SWEEP_EVERY_MS && !this.isOver(); waited += IDLE_MS) await this.pause(IDLE_MS);
    }
  }

  private note(): void {
    this.run.note({ sequence: this.sequence, sent: this.sent, calls: this.calls });
  }

  private async pause(ms: number): Promise<void> {
    await this.deps.clock.sleep(ms, this.over.signal).catch(() => {});
  }
}
