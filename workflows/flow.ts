import {
  ActivityFailure,
  ApplicationFailure,
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  log,
  setCurrentDetails,
  sleep,
  upsertSearchAttributes,
  type Workflow,
  workflowInfo,
} from '@temporalio/workflow';
import type { Parked } from '../activities/trouble.ts';
import { searchAttributes } from './messages.ts';

/** A flow that an error stopped looks again by itself this often; an admin's `resume` wakes it at once. */
const LOOK_AGAIN_MS = 10 * 60_000;

/** Why a flow can't go on by itself; from the registry, nothing personal. */
export interface Stop {
  key: string;
  message: string;
  fix: string;
  /** When to look again. */
  waitMs: number;
  /** Only the day's calls are missing: nobody has to act. */
  parked: Parked | null;
  /** The database was restored: the committed sequence that somebody has seen before. */
  remembered: number | null;
}

interface Details {
  class?: string;
  fix?: string;
  retryAt?: string | null;
  remembered?: number;
}

/** The sequence that a flow goes on remembering: a run whose own memory is young learns it from what failed. */
export function later(sequence: number | null, { remembered }: Stop): number | null {
  if (sequence === null || remembered === null) return sequence ?? remembered;
  return Math.max(sequence, remembered);
}

/** Reads what the worker's error mapper put into a failed activity; anything else is thrown on. */
export function stopOf(error: unknown): Stop {
  const cause = error instanceof ActivityFailure ? error.cause : undefined;
  if (!(cause instanceof ApplicationFailure)) throw error;
  const details = cause.details?.[0] as Details | undefined;
  const key = cause.type ?? 'unexpected';
  const until = details?.retryAt ?? null;
  return {
    key,
    message: cause.message,
    fix: details?.fix ?? '',
    waitMs: until === null ? LOOK_AGAIN_MS : msUntil(until),
    parked: details?.class === 'quota' && until !== null ? { kind: 'parked', key, until } : null,
    remembered: details?.remembered ?? null,
  };
}

/** From now, by the workflow's time. */
export function msUntil(iso: string): number {
  return Date.parse(iso) - Date.now();
}

export interface Shown {
  flow: string;
  state: string;
  error?: string;
  peopleRead?: number;
  rows: readonly (readonly [string, string | number])[];
}

export const WAITING_FOR_QUOTA = 'waiting for quota';

export function waitingForQuota(flow: string, { key, until }: Parked): Shown {
  return { flow, state: WAITING_FOR_QUOTA, error: key, rows: [['Waiting until', until]] };
}

export function blocked(flow: string, { key, message, fix, parked }: Stop): Shown {
  if (parked !== null) return waitingForQuota(flow, parked);
  return {
    flow,
    state: 'blocked',
    error: key,
    rows: [
      ['Error', message],
      ['Fix', fix],
    ],
  };
}

/** Writes current details (a small table in the Temporal UI) and the search attributes; returns the text. */
export class Display {
  text = '';
  state = 'starting';
  private attributes = '';

  /** The starter has set these search attributes already. */
  assume({ state, error, peopleRead }: Pick<Shown, 'state' | 'error' | 'peopleRead'>): void {
    this.attributes = JSON.stringify([state, error, peopleRead]);
  }

  show({ flow, state, error, peopleRead, rows }: Shown): void {
    this.state = state;
    const table = [['State', state] as const, ...rows].map(([name, value]) => `| ${name} | ${value} |`);
    this.text = ['| | |', '|---|---|', ...table].join('\n');
    setCurrentDetails(this.text);
    // Each upsert is an event: only what has changed.
    const next = JSON.stringify([state, error, peopleRead]);
    if (next === this.attributes) return;
    this.attributes = next;
    upsertSearchAttributes([
      { key: searchAttributes.SyncFlow, value: flow },
      { key: searchAttributes.SyncState, value: state },
      { key: searchAttributes.SyncError, value: error ?? null },
      ...(peopleRead === undefined ? [] : [{ key: searchAttributes.PeopleRead, value: peopleRead }]),
    ]);
    log.info('state', { flow, state, error });
  }
}

/** A flag that a signal raises; a look at MongoDB answers every signal that came before it. */
export class Wake {
  private raised = false;
  private loweredIn = 0;

  raise = (): void => {
    // A look leaves at the end of its workflow task: it sees what a signal of the same task is about, the start's too.
    if (workflowInfo().historyLength !== this.loweredIn) this.raised = true;
  };

  /** Call when a look is about to be scheduled. */
  lower(): void {
    this.raised = false;
    this.loweredIn = workflowInfo().historyLength;
  }

  /** Whether a signal came that no look has answered yet. */
  get isRaised(): boolean {
    return this.raised;
  }

  /** Until woken, or for `ms` at most (without `ms`: until woken). */
  async wait(ms?: number): Promise<void> {
    if (ms === undefined) await condition(() => this.raised);
    else await condition(() => this.raised, Math.max(1, ms));
  }
}

/** An alarm may ring early by this part of its wait. */
const EARLY = 0.01;

/** One timer at a time, kept as long as its moment stays about the same: each costs events. */
export class Alarm {
  hasRung = false;
  private at = 0;
  private scope: CancellationScope | null = null;

  /** `at`: milliseconds since 1970, by the workflow's time; one in the past rings at once, one far away a little early. */
  set(at: number): void {
    const early = at - this.at;
    if (!this.hasRung && (early === 0 || (early > 0 && early <= EARLY * (at - Date.now())))) return;
    this.scope?.cancel();
    const scope = new CancellationScope();
    this.scope = scope;
    this.at = at;
    this.hasRung = false;
    void scope
      .run(() => sleep(Math.max(1, at - Date.now())))
      .then(
        () => {
          if (this.scope === scope) this.hasRung = true;
        },
        () => {},
      );
  }
}

/** Goes on in a new run where the server suggests it; however a flow waits, its history must not grow for ever. */
export async function renewIfSuggested<F extends Workflow>(...args: Parameters<F>): Promise<void> {
  if (!workflowInfo().continueAsNewSuggested) return;
  await condition(allHandlersFinished);
  await continueAsNew<F>(...args);
}
