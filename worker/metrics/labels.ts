import { errorEntry, isErrorKey } from '../../model/errors/registry.ts';
import type { BranchStatus } from '../../model/sales-activity/branch.ts';

/** Of a key of the registry; one of another version is ours to look at. */
export function classOf(key: string): string {
  return isErrorKey(key) ? errorEntry(key).class : 'bug';
}

/** Why a branch is where it is, as labels; empty where no error is the reason. A rule's reason is none. */
export function reasonOf(status: BranchStatus): { error: string; class: string } {
  const key = status.state === 'failed' ? status.error : status.state === 'parked' ? status.reason : '';
  return isErrorKey(key) ? { error: key, class: classOf(key) } : { error: '', class: '' };
}
