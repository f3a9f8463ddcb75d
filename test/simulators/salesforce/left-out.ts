import type { LeftOut } from '../conformance.ts';

/** Statements of the conformance list that no test carries, and why. */
export const LEFT_OUT: readonly LeftOut[] = [
  { from: 60, to: 60, reason: 'Bulk API 2.0 is optional there, and only for backfills' },
];
