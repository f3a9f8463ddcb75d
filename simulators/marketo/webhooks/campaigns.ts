import { mix, unit } from '../../lib/random.ts';
import { type Row, TYPE } from '../instance/rows.ts';
import type { InstanceState } from '../instance/state.ts';
import { callOnce, type Outcome } from './caller.ts';
import { Lines } from './lines.ts';
import { readWebhook, type Trigger, type Webhook } from './schema.ts';

/** A webhook as the control API shows it. */
export interface WebhookReport {
  readonly id: number;
  readonly name: string;
  readonly on: Webhook['on'];
  /** People who ran through the flow step: one for each trigger that fired. */
  readonly called: number;
  /** Answered with 2xx and a body. */
  readonly succeeded: number;
  /** By status or Marketo's own code; `none`: no answer. */
  readonly failed: Readonly<Record<string, number>>;
  readonly lost: number;
  readonly doubled: number;
}

interface Active {
  readonly id: number;
  readonly webhook: Webhook;
  called: number;
  succeeded: number;
  readonly failed: Record<string, number>;
  lost: number;
  doubled: number;
  rolls: number;
}

/** Of one instance, over all its webhooks (W7). */
const AT_ONCE = 20;

const TRIGGER_OF = new Map<number, Trigger>([
  [TYPE.newLead, 'created'],
  [TYPE.changeDataValue, 'dataValueChanges'],
  [TYPE.changeOwner, 'ownerChanges'],
]);

/** The smart campaigns of an instance whose flow is the step Call Webhook. */
export class WebhookCampaigns {
  readonly #state: InstanceState;
  readonly #seed: number;
  readonly #timeoutMs: number | undefined;
  readonly #lines = new Lines(AT_ONCE);
  readonly #closing = new AbortController();
  readonly #timers = new Set<NodeJS.Timeout>();
  #active: Active[] = [];
  #nextId = 1;

  constructor(state: InstanceState, seed: number, timeoutMs: number | undefined) {
    this.#state = state;
    this.#seed = seed;
    this.#timeoutMs = timeoutMs;
    state.afterCommit.push((rows) => this.#hear(rows));
  }

  /** Activates a campaign; it hears what happens from now on. Throws a ZodError. */
  add(given: unknown): number {
    const id = this.#nextId++;
    const counts = { called: 0, succeeded: 0, failed: {}, lost: 0, doubled: 0, rolls: 0 };
    this.#active.push({ id, webhook: readWebhook(given), ...counts });
    return id;
  }

  /** Deactivates one, or all; calls that wait still leave (W11). @returns how many */
  remove(id?: number): number {
    const before = this.#active.length;
    this.#active = id === undefined ? [] : this.#active.filter((one) => one.id !== id);
    return before - this.#active.length;
  }

  /** All that are active, and how many calls are under way, wait, and were under way at most. */
  report(): { webhooks: WebhookReport[]; open: number; waiting: number; peakAtOnce: number } {
    const webhooks = this.#active.map(({ id, webhook: { name, on }, called, succeeded, failed, lost, doubled }) => ({
      ...{ id, name, on, called, succeeded },
      ...{ failed, lost, doubled },
    }));
    const waiting = this.#lines.waiting + this.#timers.size;
    return { webhooks, open: this.#lines.open, waiting, peakAtOnce: this.#lines.peak };
  }

  close(): void {
    this.#lines.clear();
    for (const timer of this.#timers) clearTimeout(timer);
    this.#closing.abort();
  }

  #hear(rows: readonly Row[]): void {
    for (const active of this.#active)
      for (const row of rows) if (hears(active.webhook, row)) this.#run(active, row.leadId);
  }

  #run(active: Active, leadId: number): void {
    const { faults, on } = active.webhook;
    active.called += 1;
    if (on === 'batch') {
      this.#note(active, { code: 1000, errorType: 'Batch campaign' });
      return;
    }
    if (this.#chance(active) < faults.lost) {
      active.lost += 1;
      return;
    }
    const isDoubled = this.#chance(active) < faults.doubled;
    if (isDoubled) active.doubled += 1;
    for (let times = isDoubled ? 2 : 1; times > 0; times--) this.#callLater(active, leadId);
  }

  #callLater(active: Active, leadId: number): void {
    const [least, most] = active.webhook.faults.delayMs;
    const delayMs = least + Math.floor(this.#chance(active) * (most - least + 1));
    const call = () => this.#lines.add(() => this.#call(active, leadId));
    if (delayMs === 0) {
      call();
      return;
    }
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      call();
    }, delayMs);
    this.#timers.add(timer);
  }

  async #call(active: Active, leadId: number): Promise<void> {
    // Tokens are filled in when the step runs; whoever is gone by then has left the flow (W10).
    const read = this.#state.book.reader(leadId);
    if (read === undefined) return;
    const timeout = this.#timeoutMs === undefined ? {} : { timeoutMs: this.#timeoutMs };
    this.#note(active, await callOnce(active.webhook, read, { ...timeout, closing: this.#closing.signal }));
  }

  #note(active: Active, { code, errorType }: Outcome): void {
    if (errorType === null) active.succeeded += 1;
    else active.failed[code ?? 'none'] = (active.failed[code ?? 'none'] ?? 0) + 1;
  }

  #chance(active: Active): number {
    active.rolls += 1;
    return unit(mix(mix(this.#seed, active.id), active.rolls));
  }
}

function hears({ triggers, fields }: Webhook, { type, change }: Row): boolean {
  const trigger = TRIGGER_OF.get(type);
  if (trigger === undefined || !triggers.includes(trigger)) return false;
  return (
    trigger !== 'dataValueChanges' || fields === undefined || (change !== undefined && fields.includes(change.field))
  );
}
