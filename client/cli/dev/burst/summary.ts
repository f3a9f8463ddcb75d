import { SALES_ACTIVITY_KINDS, VENDORS } from '../../../../model/sales-activity/kinds.ts';
import type { SalesActivityRecord } from '../../../../store/sales-activities/types.ts';
import { table } from '../../lib/format.ts';

const NAMES = { marketo: 'Marketo', salesforce: 'Salesforce' } as const;

/** One row per kind: how many of them are where, at each vendor. */
export function summaryLines(records: readonly SalesActivityRecord[]): string[] {
  const rows = SALES_ACTIVITY_KINDS.map((kind) => {
    const ofKind = records.filter(({ activity }) => activity.type === kind);
    const cells = VENDORS.map((vendor) => {
      const counts = new Map<string, number>();
      for (const { branches } of ofKind) {
        const status = branches[vendor]?.status;
        const word = status === undefined ? 'not told' : WORDS[status.state];
        counts.set(word, (counts.get(word) ?? 0) + 1);
      }
      return [...counts].map(([word, count]) => `${count} ${word}`).join(', ');
    });
    return [kind, ...cells];
  });
  return table([['Activity', ...VENDORS.map((vendor) => NAMES[vendor])], ...rows], '  ');
}

const WORDS = {
  pending: 'waiting',
  sending: 'waiting',
  unknown: 'in doubt',
  parked: 'waiting',
  failed: 'failed',
  done: 'logged',
  skipped: 'skipped',
} as const;
