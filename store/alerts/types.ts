import type { AlertEvent } from '../../model/alerts/event.ts';
import type { AlertState } from '../../model/alerts/transition.ts';
import type { Vendor } from '../../model/sales-activity/kinds.ts';

/** What somebody has still to be told. */
export interface AlertNotice {
  event: AlertEvent;
  /** The log has it. */
  logged: boolean;
  /** How often the webhook did not take it. */
  tries: number;
  /** Not before then: it is being delivered, or is tried again. */
  nextAt: Date;
}

export interface AlertRow {
  state: AlertState;
  /** In order. */
  notices: AlertNotice[];
  /** Grows with every change. */
  seq: number;
}

/** Of what waits to go out: the longest, and the key of the registry that says why, where one does. */
export interface Oldest {
  since: Date;
  error: string | null;
}

/** Collection `alerts`: one document per alert that ever turned, with what is still to be told. Nothing personal. */
export interface AlertStore {
  /** At most one for each alert there is. */
  list(): Promise<AlertRow[]>;
  /** Compare-and-set on `seq`; `from` null: it was never stored. @returns false: another worker was faster */
  move(from: AlertRow | null, to: Omit<AlertRow, 'seq'>): Promise<boolean>;

  /** Of sales activities; those that wait for their person or their send do so by rule. */
  oldestActivity(vendor: Vendor): Promise<Oldest | null>;
  /** A sales activity that waits for one of these reasons, and since when. */
  refusedActivity(vendor: Vendor, reasons: readonly string[]): Promise<{ key: string; since: Date } | null>;
  failedActivities(vendor: Vendor, since: Date): Promise<number>;
  /** Of reminder tasks of sellers that `isOn` admits. */
  oldestTask(isOn: (seller: string) => boolean): Promise<Date | null>;
  refusedTasks(since: Date): Promise<number>;
  /** Of unsubscribes that Salesforce has to be told. */
  oldestPush(): Promise<Oldest | null>;
}
