import type { ErrorKey } from '../../model/errors/registry.ts';
import type { PanelPart } from '../../model/panel/entry.ts';
import type { PanelGroup } from '../../model/panel/kinds.ts';
import type { PanelGap } from './types.ts';

/** One person's part that Marketo did not bring up to date, and what is shown instead. */
export interface Stale {
  group: PanelGroup;
  why: ErrorKey;
  shown: PanelPart | undefined;
}

/** What is missing, told once for each group and reason, with how old the rest is. */
export function gapsOf(stale: readonly Stale[], now: Date): PanelGap[] {
  const gaps = new Map<string, PanelGap>();
  for (const { group, why, shown } of stale) {
    const key = `${group}/${why}`;
    const gap = gaps.get(key) ?? { what: group, why, peopleCount: 0, neverRead: 0, oldestAgeMs: null };
    gap.peopleCount += 1;
    if (shown === undefined) gap.neverRead += 1;
    else gap.oldestAgeMs = Math.max(gap.oldestAgeMs ?? 0, now.getTime() - shown.askedAt.getTime());
    gaps.set(key, gap);
  }
  return [...gaps.values()];
}

/** The oldest answer of Marketo among what is shown; null: none. */
export function oldestOf(parts: Iterable<PanelPart | undefined>): Date | null {
  let oldest: Date | null = null;
  for (const part of parts) {
    if (part !== undefined && (oldest === null || part.askedAt < oldest)) oldest = part.askedAt;
  }
  return oldest;
}
