import type { Consent, OptOut, Resubscribe } from '../../model/unsubscribe/consent.ts';
import type { NightlyState } from '../../model/unsubscribe/nightly.ts';

/** An address that may not be written to. */
export interface Unsubscribed {
  since: Date;
  source: string;
  reason: string | null;
}

/** What Salesforce was told last. */
export interface Told {
  at: Date;
  /** Leads and Contacts that have the address. */
  records: number;
  field: string;
  /** The change of the address (`Consent.revision`) that was told. */
  revision: number;
}

/** Whether an address may be mailed, how that came to be, and what Salesforce was told. */
export interface StoredConsent extends Consent {
  /** In the spelling in which addresses are compared. */
  address: string;
  /** Null: Salesforce was never told. */
  told: Told | null;
}

/**
 * waiting    to be told with the next call            sending  a call is under way
 * parked     told again at `until`: refused for now
 */
export type PushStatus =
  | { state: 'waiting' }
  | { state: 'sending'; batch: string; since: Date }
  | { state: 'parked'; until: Date; error: string };

/** An opt-out that Salesforce has to be told. */
export interface PushRow {
  address: string;
  status: PushStatus;
  queuedAt: Date;
  /** How often it was refused in a row. */
  tries: number;
  /** New with every change of the row: what is decided about it holds only as long as it is the same. */
  stamp: string;
}

/** How a push of one row ended. */
export type PushOutcome =
  | { kind: 'told'; told: Told }
  /** Nothing to tell: the address is not opted out any more. */
  | { kind: 'over' }
  | { kind: 'again' }
  | { kind: 'parked'; until: Date; error: string };

/** Opt-outs that Salesforce has still to be told of, by how far each is. */
export interface PushCounts {
  waiting: number;
  sending: number;
  parked: number;
  /** The oldest of them all. */
  oldestAt: Date | null;
  /** Of parked ones, by error; oldestAt: since when the first of them waits. */
  errors: { error: string; count: number; oldestAt: Date; nextAt: Date }[];
}

export interface AddOutcome {
  /** Those that were not opted out before. */
  added: string[];
  known: string[];
}

/**
 * Collections `unsubscribes` (each address that was ever opted out, for ever; `_id` = the comparable address) and
 * `unsubscribePushes` (what Salesforce has still to be told; `_id` = the same). An opt-out is stored before it is
 * acknowledged; its push is found again by `requeue` whatever a crash left out. Addresses are given in any spelling
 * that `comparableAddress` reads, what is no address is left out, and results have comparable ones. Of people who were
 * erased only the fingerprint of the address is kept (`erasedOptOuts`): it is opted out as any other, but in no list.
 */
export interface UnsubscribeStore {
  /** Those of the addresses that are opted out. One look by `_id`. */
  read(addresses: readonly string[]): Promise<Map<string, Unsubscribed>>;
  /** All that is known of them, opted out or not. */
  getMany(addresses: readonly string[]): Promise<Map<string, StoredConsent>>;
  /** Opts out, and queues the push of what Salesforce does not know yet. Repeating it changes nothing. */
  add(entries: readonly { address: string; optOut: OptOut }[]): Promise<AddOutcome>;
  /** The only way back; never synced. @returns addresses that were opted out */
  resubscribe(addresses: readonly string[], resubscribe: Resubscribe): Promise<string[]>;
  /** By address, up to `limit` beyond `after`; those that were resubscribed too with `all`. */
  list(after: string, limit: number, options?: { all?: boolean }): Promise<StoredConsent[]>;
  count(): Promise<number>;

  /** Salesforce has to be told (again) of these. */
  queue(addresses: readonly string[]): Promise<void>;
  /** Queues what Salesforce does not know and a crash left out; `all`: whatever is opted out. @returns how many */
  requeue(options: { all: boolean; signal?: AbortSignal }): Promise<number>;
  /** Takes up to `limit` rows whose time has come, oldest first. `batch`: a fresh id; repeated, the claim finds its rows. `now`: the database's time. */
  claim(request: { batch: string; limit: number; now: Date }): Promise<PushRow[]>;
  /** Whether a claim would take anything: a cheap look. */
  isDue(now: Date): Promise<boolean>;
  /** How claimed rows ended; those that were queued again since stay as they are. */
  settle(outcomes: readonly { row: PushRow; outcome: PushOutcome }[]): Promise<void>;
  pushes(): Promise<PushCounts>;
  /** Refused rows, of one error or all, by address, up to `limit` beyond `after`. */
  parked(after: string, limit: number, error?: string): Promise<PushRow[]>;
  /** Parked rows, of one error or all, are tried with the next turn. @returns how many */
  retryParked(error?: string): Promise<number>;
  /** Grows with every turn that tells Salesforce: a database that knows less was restored from a backup. */
  sequence(): Promise<number>;
  nextSequence(): Promise<number>;

  /** How far the comparison with Salesforce is. */
  nightly(): Promise<NightlyState>;
  /** Moves it by compare-and-set. @returns null: `next` wants no change, or another worker was faster */
  moveNightly(next: (before: NightlyState) => NightlyState | null): Promise<NightlyState | null>;
}
