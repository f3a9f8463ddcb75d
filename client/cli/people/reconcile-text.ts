import type { ReconcileResult, ReconcileRun } from '../../../model/reconcile.ts';
import { count, moment, percent } from '../lib/format.ts';

/** How far a comparison is. `until`: it waits for the day's calls. */
export function runText({ state, scannedAt, startedAt, progress }: ReconcileRun, until: Date | null): string {
  const part = startedAt === null ? 'asked for' : scannedAt === null ? 'comparing' : 'settling what differs';
  const parts: string[] = [state === 'paused' ? `paused (${part})` : part];
  if (progress !== null && progress.total > 0) {
    const unit = scannedAt === null ? 'ids' : 'differences';
    parts.push(percent(progress.done / progress.total), `${count(progress.done)} of ${count(progress.total)} ${unit}`);
  }
  if (until !== null) parts.push(`waiting for quota until ${moment(until)}`);
  return parts.join(' · ');
}

export function resultText({ found, repaired, held, complete, finishedAt }: ReconcileResult): string {
  const total = Object.values(found).reduce((sum, people) => sum + people, 0);
  const kinds = [
    `${count(found.missing)} missing`,
    `${count(found.extra)} extra`,
    `${count(found.stale)} stale`,
    `${count(found.wronglyQualified)} wrongly qualified`,
  ];
  const what = total === 0 ? 'no difference' : `${kinds.join(', ')}; ${count(repaired)} repaired, ${count(held)} held`;
  return `${complete ? 'complete' : 'not complete'} at ${moment(finishedAt)}: ${what}`;
}
