import type { MarketoId } from '../../model/ids.ts';
import type { PersonDocument } from '../../model/person.ts';
import { proofAfter } from '../../model/push/proof.ts';
import type { PersonWrite, Store } from '../../store/types.ts';
import type { Collected } from '../feed-reader.ts';

/** Marketo's campaigns need a moment, and so does the read. */
const GRACE_MS = 10_000;
/** Of a short interval, so that not everything that it finds is too young. */
const GRACE_SHARE = 1 / 3;

/** What a poll finds, held against what pushes have announced. */
export class Announced {
  private announced = 0;
  private readonly changed = new Set<MarketoId>();
  private readonly graceMs: number;

  constructor(intervalMs: number) {
    this.graceMs = Math.min(GRACE_MS, intervalMs * GRACE_SHARE);
  }

  /** `askedAt`: when the feeds were asked, by our clock: some seconds matter little. */
  compare(
    writes: readonly PersonWrite[],
    stored: ReadonlyMap<MarketoId, PersonDocument>,
    { collected: { latest, hints }, askedAt }: { collected: Pick<Collected, 'latest' | 'hints'>; askedAt: Date },
  ): void {
    const winners = new Set([...hints.values()].map((hint) => (hint.kind === 'merge' ? hint.winner : null)));
    for (const { id, changes, joins } of writes) {
      // What a merge gives to its winner is told by no trigger.
      if (winners.has(id)) continue;
      const age = askedAt.getTime() - (latest.get(id)?.getTime() ?? 0);
      if (age < this.graceMs) continue;
      if (changes.length > 0 || joins) this.changed.add(id);
      else if (stored.get(id)?.marketo?.evidence === 'push') this.announced += 1;
    }
  }

  /** After the poll. Those who wait were announced; they are only not read yet. */
  async keep({ pushes }: Pick<Store, 'pushes'>, now: Date): Promise<void> {
    if (this.announced + this.changed.size === 0) return;
    const waiting = await pushes.among([...this.changed]);
    const found = { announced: this.announced + waiting.size, missed: this.changed.size - waiting.size };
    const { proof } = await pushes.state();
    await pushes.prove(proofAfter(proof, found, now));
  }
}
