import type { MarketoId } from '../../model/ids.ts';
import { RATE_WINDOW_MS } from '../../model/quota.ts';
import type { Push } from '../../store/pushes/types.ts';
import { mapped } from '../mapped.ts';
import { IDS_PER_CALL, reread } from '../reread.ts';
import type { Running } from '../run.ts';
import { sequenceFrom } from '../turn.ts';
import type { PushDeps } from './deps.ts';
import { type Fold, fold, foldOf, reasonToFold } from './folding.ts';

export interface PushTurnInput {
  /** Of the feeds, as its workflow has seen it last: a database that knows less was restored from a backup. */
  sequence: number | null;
  /** How long the turn lasts at most. */
  seconds: number;
}

interface Done {
  sequence: number;
  /** People read again, in how many calls. */
  read: number;
  calls: number;
}

/**
 * over     its time is over, or its worker ends            quiet    nobody was pushed for a while
 * stopped  the changes are paused or switched off
 * folded   too many, or no calls left: until then they are polling's; `isNew`: polling must look now
 */
export type PushTurn =
  | ({ kind: 'over' | 'quiet' | 'stopped' } & Done)
  | ({ kind: 'folded'; reason: Fold['reason']; until: string; isNew: boolean } & Done);

/** While people are being pushed, and after a minute's half without any. */
const LOOK_EVERY_MS = 150;
const LOOK_SELDOM_MS = 500;
const BUSY_FOR_MS = 30_000;
/** After it, whoever pushes wakes the flow again. */
const QUIET_AFTER_MS = 600_000;
/** Who was pushed first waits so long for others to share its call. */
const LINGER_MS = 150;
/** Pushes take at most half of our part of the window; the other half is polling's. */
const WINDOW_SHARE = 0.5;
const SHORTEST_GAP_MS = 250;
/** Nobody is read more often, however often it is pushed. */
const SAME_PERSON_MS = 1_000;
const LIVES_EVERY_MS = 2_000;
/** Whether the changes are still on, and the database the same. */
const CHECK_EVERY_MS = 5_000;

/** One turn of the pushes: look, gather, read, write, take off. A kill at any point leaves what was not taken off. */
export class Following {
  private sequence = 0;
  private read = 0;
  private calls = 0;
  private pushedAt: number;
  private livesAt = Number.NEGATIVE_INFINITY;
  private checkedAt = Number.NEGATIVE_INFINITY;
  private calledAt = Number.NEGATIVE_INFINITY;
  /** When people were read, of the last second. */
  private readonly recent = new Map<MarketoId, number>();
  private readonly endsAt: number;
  private readonly gapMs: number;
  private readonly deps: PushDeps;
  private readonly run: Running;

  constructor(deps: PushDeps, input: PushTurnInput, run: Running) {
    this.deps = deps;
    this.run = run;
    this.sequence = input.sequence ?? 0;
    this.pushedAt = this.now();
    this.endsAt = this.pushedAt + input.seconds * 1_000;
    this.gapMs = Math.max(SHORTEST_GAP_MS, RATE_WINDOW_MS / (deps.limits.windowCalls * WINDOW_SHARE));
  }

  /** @throws AppError `store.restored`, and what reading people throws */
  async go(): Promise<PushTurn> {
    const { pushes } = this.deps.store;
    const until = await this.foldedUntil();
    if (until !== null) return { kind: 'folded', ...until, isNew: false, ...this.done() };
    while (!this.isOver()) {
      if (!(await this.isOn())) return this.ended('stopped');
      await this.live();
      const due = await this.due();
      if (due.length > 0) {
        const folded = await this.round(due);
        if (folded !== null) return this.folded(folded);
      } else if (this.now() - this.pushedAt < QUIET_AFTER_MS) {
        await this.pause(this.now() - this.pushedAt < BUSY_FOR_MS ? LOOK_EVERY_MS : LOOK_SELDOM_MS);
      } else {
        // Whoever pushes after this wakes the flow; who did before it is seen by one more look.
        await pushes.follow(false);
        if ((await pushes.waiting(1)).length === 0) return { kind: 'quiet', ...this.done() };
        this.livesAt = Number.NEGATIVE_INFINITY;
      }
    }
    return { kind: 'over', ...this.done() };
  }

  private async foldedUntil() {
    const { fold: now } = await this.deps.store.pushes.state();
    if (now === null || now.until.getTime() <= this.now()) return null;
    return { reason: now.reason, until: now.until.toISOString() };
  }

  private async folded(now: Fold): Promise<PushTurn> {
    await fold(this.deps, now);
    await this.deps.store.pushes.follow(false);
    return { kind: 'folded', reason: now.reason, until: now.until.toISOString(), isNew: true, ...this.done() };
  }

  private async ended(kind: 'stopped'): Promise<PushTurn> {
    await this.deps.store.pushes.follow(false);
    return { kind, ...this.done() };
  }

  private done(): Done {
    return { sequence: this.sequence, read: this.read, calls: this.calls };
  }

  private now(): number {
    return this.deps.clock.now().getTime();
  }

  private isOver(): boolean {
    this.run.signal.throwIfAborted();
    return this.deps.stopping.aborted || this.now() >= this.endsAt;
  }

  private async isOn(): Promise<boolean> {
    if (this.now() - this.checkedAt < CHECK_EVERY_MS) return true;
    const { store } = this.deps;
    const [{ sync }, state] = await Promise.all([store.settings.people(), store.peopleState.get()]);
    if (!sync || state.changes !== 'running' || state.fieldMap === null) return false;
    // Nothing may be stored until it is repaired; the changes flow says so.
    if (state.troubles.changes?.key === 'store.restored') return false;
    this.sequence = await sequenceFrom(this.deps, this.sequence);
    this.checkedAt = this.now();
    return true;
  }

  private async live(): Promise<void> {
    if (this.now() - this.livesAt < LIVES_EVERY_MS) return;
    await this.deps.store.pushes.follow(true);
    this.livesAt = this.now();
    this.run.note({ read: this.read, calls: this.calls });
  }

  /** Who is to be read now: after the time that others have to share the call, or that the last one has to be past. */
  private async due(): Promise<Push[]> {
    const first = await this.look();
    if (first.length === 0 || first.length >= IDS_PER_CALL) return this.paced(first);
    await this.pause(Math.max(LINGER_MS, this.calledAt + this.gapMs - this.now()));
    return this.isOver() ? [] : this.look();
  }

  private async paced(due: Push[]): Promise<Push[]> {
    if (due.length > 0) await this.pause(this.calledAt + this.gapMs - this.now());
    return this.isOver() ? [] : due;
  }

  private async look(): Promise<Push[]> {
    const since = this.now() - SAME_PERSON_MS;
    for (const [id, at] of this.recent) if (at <= since) this.recent.delete(id);
    const waiting = await this.deps.store.pushes.waiting(IDS_PER_CALL + this.recent.size);
    return waiting.filter(({ id }) => !this.recent.has(id)).slice(0, IDS_PER_CALL);
  }

  /** @returns why nobody is read any more, if so */
  private async round(due: readonly Push[]): Promise<Fold | null> {
    const { store } = this.deps;
    const { signal } = this.run;
    this.pushedAt = this.now();
    const waiting = due.length < IDS_PER_CALL ? due.length : await store.pushes.depth();
    const reason = await reasonToFold(this.deps, waiting);
    if (reason !== null) return reason;
    const { map, state } = await mapped(this.deps);
    const { cap } = await store.settings.people();
    const ids = due.map(({ id }) => id);
    this.calledAt = this.now();
    for (const id of ids) this.recent.set(id, this.calledAt);
    const request = { ids, evidence: 'push', priority: 'push', brake: true, map, cap, visible: state.visible } as const;
    try {
      await reread(this.deps, { ...request, signal });
    } catch (error) {
      return foldOf(error);
    }
    await store.pushes.done(due);
    await store.pushes.count({ read: due.length });
    this.read += due.length;
    this.calls += 1;
    // What an attempt before failed with is over, and a turn may be long.
    if (this.calls === 1) await store.failures.clear('people-push');
    return null;
  }

  private async pause(ms: number): Promise<void> {
    if (ms <= 0) return;
    const either = AbortSignal.any([this.run.signal, this.deps.stopping]);
    await this.deps.clock.sleep(ms, either).catch(() => {});
  }
}
