/**
 * What an error asks for:
 *
 * retry   passing trouble: try again with backoff        rate    too fast: wait a little, everyone
 * quota   the day is used up: wait for the reset         auth    credentials or rights: a person must act
 * record  this one record is wrong: its neighbours go on config  set-up is wrong: a person must act
 * bug     our mistake or an unknown answer: report, keep data, don't loop
 */
export type ErrorClass = 'retry' | 'rate' | 'quota' | 'auth' | 'record' | 'config' | 'bug';

/** What an error means, in words for a person. */
export interface ErrorEntry {
  class: ErrorClass;
  /** The vendor's code where one exists. */
  code?: string;
  /** One sentence: what happened. */
  meaning: string;
  /** Why it usually happens. */
  cause: string;
  /** What to do about it. */
  fix: string;
}

/** Keeps the keys literal and checks each entry's shape. */
export function entries<const T extends Record<string, ErrorEntry>>(table: T): T {
  return table;
}
