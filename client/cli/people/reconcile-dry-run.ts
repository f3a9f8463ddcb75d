import type { Seen } from '../../../activities/reconcile/compare.ts';
import { type DryRunProgress, dryRun } from '../../../activities/reconcile/dry-run.ts';
import { DIFFERENCES, type DifferenceKind } from '../../../model/difference.ts';
import { readEnvironment } from '../../../model/env.ts';
import { peopleDeps } from '../../../worker/deps.ts';
import { LiveLine } from '../dev/progress.ts';
import { count, percent } from '../lib/format.ts';
import { say, writeLines } from '../lib/output.ts';
import type { Session } from '../lib/session.ts';
import { stopSignal } from '../lib/until-stopped.ts';

const NEEDS = ['MARKETO_BASE_URL', 'MARKETO_CLIENT_ID', 'MARKETO_CLIENT_SECRET'] as const;

/** Compares in this process and prints each difference that was seen twice. Writes nothing but calls in the ledger. */
export async function printDifferences(session: Session): Promise<number | undefined> {
  const env = readEnvironment(process.env, NEEDS);
  const deps = peopleDeps(env, await session.store());
  const { signal, finished } = stopSignal();
  const line = new LiveLine(process.stderr);
  const found: Record<DifferenceKind, number> = { missing: 0, extra: 0, stale: 0, wronglyQualified: 0 };
  let progress: DryRunProgress | null = null;
  let failed: { error: unknown } | null = null;

  async function* lines(): AsyncGenerator<DifferenceLine> {
    try {
      const note = (now: DryRunProgress) => {
        progress = now;
        line.show(progressText(now));
      };
      for await (const seen of dryRun(deps, { signal, note })) {
        found[seen.difference.kind] += 1;
        yield differenceLine(seen);
      }
    } catch (error) {
      // What was found so far is printed all the same.
      failed = { error };
    }
  }
  try {
    await writeLines(lines(), process.stdout);
  } finally {
    line.end();
    await deps.close();
    finished();
  }
  return conclude(found, progress, failed, signal.aborted);
}

function conclude(
  found: Record<DifferenceKind, number>,
  progress: DryRunProgress | null,
  failed: { error: unknown } | null,
  stopped: boolean,
): number | undefined {
  if (failed !== null && !stopped) throw failed.error;
  if (progress?.feedsBehind === true)
    say('The change feeds did not catch up meanwhile: some differences may be changes under way.');
  const kinds = DIFFERENCES.map((kind) => `${count(found[kind])} ${WORDS[kind]}`).join(', ');
  if (stopped) {
    const { asked = 0, total = 0 } = progress ?? {};
    say(`Stopped after ${count(asked)} of ${count(total)} ids: ${kinds} so far. Nothing was changed.`);
    return 1;
  }
  say(`Compared ${count(progress?.asked ?? 0)} ids: ${kinds}. Nothing was changed.`);
  if (DIFFERENCES.some((kind) => found[kind] > 0)) say('Repair it: actions-sync people reconcile');
  return undefined;
}

const WORDS: Record<DifferenceKind, string> = {
  missing: 'missing',
  extra: 'extra',
  stale: 'stale',
  wronglyQualified: 'wrongly qualified',
};

type DifferenceLine = ReturnType<typeof differenceLine>;

/** One line of the output: ids, names of fields, states and times; no value of anyone. */
export function differenceLine({ id, difference, marketo, answeredAt, stored }: Seen) {
  const part = stored?.marketo;
  return {
    id,
    difference: difference.kind,
    fields: difference.fields,
    evidence: {
      marketo,
      readAt: answeredAt,
      stored: part?.state ?? null,
      storedAsOf: part?.asOf ?? null,
      storedAt: part?.syncedAt ?? null,
      storedEvidence: part?.evidence ?? null,
    },
  };
}

function progressText({ asked, total, candidates, waitsForFeeds }: DryRunProgress): string {
  const share = percent(asked / Math.max(1, total));
  const parts = [`${share} · ${count(asked)} of ${count(total)} ids`, `${count(candidates)} to read again`];
  if (waitsForFeeds) parts.push('waiting for the change feeds');
  return parts.join(' · ');
}
