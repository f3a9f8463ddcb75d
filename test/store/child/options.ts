import type { QuotaLimits } from '../../../model/quota.ts';

export interface CallerOptions {
  uri: string;
  dbName: string;
  limits: QuotaLimits;
  windowMs: number;
  deadlineMs: number;
  /** Calls that wait or run at once in this process. */
  callers: number;
  /** Take places and never give them back. */
  hang: boolean;
}
