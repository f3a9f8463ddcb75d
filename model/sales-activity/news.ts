import type { BranchState, BranchStatus } from './branch.ts';
import type { Vendor } from './kinds.ts';

/** How far an activity is at one vendor, as its workflow is told; nothing personal. */
export interface BranchNews {
  vendor: Vendor;
  state: BranchState;
  /** The vendor's id of what was written, why it waits or is skipped, or the error's key. */
  detail: string | null;
  /** ISO 8601: until when it waits. */
  until: string | null;
}

export function newsOf({ vendor, status }: { vendor: Vendor; status: BranchStatus }): BranchNews {
  const until = status.state === 'parked' ? status.until.toISOString() : null;
  return { vendor, state: status.state, detail: detailOf(status), until };
}

function detailOf(status: BranchStatus): string | null {
  switch (status.state) {
    case 'done':
      return status.reference;
    case 'skipped':
    case 'parked':
      return status.reason;
    case 'failed':
      return status.error;
    case 'pending':
    case 'sending':
    case 'unknown':
      return null;
  }
}
