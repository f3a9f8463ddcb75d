import type { Answers, LookedUp, SalesActivitySender, Sendable } from '../../../activities/sales-activities/ports.ts';
import type { BranchAnswer } from '../../../model/sales-activity/branch.ts';
import type { SalesActivityId } from '../../../model/sales-activity/id.ts';

/** A vendor that keeps what it is sent, and answers, or not, as a test says. */
export class FakeVendor implements SalesActivitySender {
  readonly vendor = 'marketo';
  readonly perCall = 3;
  readonly stored: string[] = [];
  readonly calls: string[][] = [];
  /** What happens to an activity other than being added. */
  readonly fates = new Map<string, BranchAnswer | 'unanswered'>();
  /** Done by the next call, after it has stored everything. */
  breaks: (() => void) | null = null;
  /** Can't be looked up now. */
  readonly hidden = new Set<string>();
  visibleMs = 395_000;

  async visibleAfterMs(): Promise<number> {
    return this.visibleMs;
  }

  async send(activities: readonly Sendable[]): Promise<Answers> {
    this.calls.push(activities.map(({ activity }) => activity.id));
    const answers = new Map<SalesActivityId, BranchAnswer>();
    for (const { activity } of activities) {
      const fate = this.fates.get(activity.id);
      if (fate === undefined || fate === 'unanswered') this.stored.push(activity.id);
      if (fate !== 'unanswered') answers.set(activity.id, fate ?? { state: 'done', reference: `guid-${activity.id}` });
    }
    const breaks = this.breaks;
    this.breaks = null;
    breaks?.();
    return answers;
  }

  async lookUp(activities: readonly Sendable[]): Promise<ReadonlyMap<SalesActivityId, LookedUp>> {
    const seen = activities.filter(({ activity }) => !this.hidden.has(activity.id));
    return new Map(
      seen.map(({ activity: { id } }): [SalesActivityId, LookedUp] => [
        id,
        this.stored.includes(id) ? { kind: 'found', reference: `guid-${id}` } : { kind: 'absent' },
      ]),
    );
  }
}
