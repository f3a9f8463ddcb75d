import type { CallPriority } from '../../../model/ports.ts';
import type { QuotaLimits } from '../../../model/quota.ts';

export interface CallerOptions {
  uri: string;
  dbName: string;
  limits: QuotaLimits;
  windowMs: number;
  leaseMs: number;
  deadlineMs: number;
  priority: CallPriority;
  /** Calls that wait or run at once in this process. */
  callers: number;
  /** Each caller rests this long between two calls. */
  restMs: number;
  /** Take places and never give them back. */
  hang: boolean;
}
