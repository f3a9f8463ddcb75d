import type { SafeDetails } from '../model/errors/app-error.ts';

/** One error of one flow, since the flow has worked last. */
export interface FailureRow {
  flow: string;
  /** Of the registry, or of another version's. */
  key: string;
  /** How often the flow met it. */
  count: number;
  firstAt: Date;
  lastAt: Date;
  /** Of the last time. */
  details: Record<string, unknown>;
}

/** Some hundreds of rows at most, each with a few details: the oldest go first. */
export interface FailureStore {
  /** One row per flow and error key, counted. */
  record(failure: { flow: string; key: string; details: SafeDetails }): Promise<void>;
  /** All that a flow fails with now: these are counted on, its other rows go. */
  keepOnly(flow: string, now: readonly { key: string; details: SafeDetails }[]): Promise<void>;
  clear(flow: string): Promise<void>;
  /** @returns how many there were */
  drop(rows: readonly Pick<FailureRow, 'flow' | 'key'>[]): Promise<number>;
  /** Rows that were not met again since; up to `limit`. @returns how many went */
  expire(before: Date, limit: number): Promise<number>;
  /** The latest first. */
  list(limit: number): Promise<FailureRow[]>;
}
