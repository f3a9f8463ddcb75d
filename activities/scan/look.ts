import type { RereadSummary } from '../../workflows/messages.ts';
import type { PeopleDeps } from '../deps.ts';
import type { Running } from '../run.ts';
import type { ScanCounts } from './counts.ts';
import type { Keeper } from './keeper.ts';

/** Saves the progress of a scan and sees whether an admin stopped it. */
export class Look {
  stopped = false;
  /** People in the visible set, as far as this scan knows. */
  visible = 0;
  /** `people.cap`, as it was at the last look. */
  cap = 0;
  private readonly deps: PeopleDeps;
  private readonly keeper: Keeper;
  private readonly counts: () => ScanCounts;
  private readonly note: Running['note'];
  /** Of this piece, and not saved yet. */
  private calls = 0;
  private joined = 0;

  constructor(deps: PeopleDeps, keeper: Keeper, counts: () => ScanCounts, note: Running['note']) {
    this.deps = deps;
    this.keeper = keeper;
    this.counts = counts;
    this.note = note;
  }

  /** Counted here and written once a second: a write for every step would be a tenth of the scan's own. */
  count({ joined, left }: RereadSummary, calls: number): void {
    this.calls += calls;
    this.joined += joined - left;
    this.visible += joined - left;
  }

  async once(): Promise<void> {
    const { done, total, read, qualified } = this.counts();
    this.note({ done, total, read, qualified });
    const { calls } = this;
    this.calls = 0;
    await this.countVisible();
    const { stopped, visible, cap } = await this.keeper.keep({ done, total, read, qualified }, calls);
    this.visible = visible + this.joined;
    this.cap = cap;
    this.stopped = stopped;
  }

  async countVisible(): Promise<void> {
    const { joined } = this;
    this.joined = 0;
    if (joined !== 0) await this.deps.store.peopleState.addVisible(joined);
  }

  /** Resolves when the scan was stopped, or when the readers are done. */
  async every(ms: number, signal: AbortSignal): Promise<void> {
    while (!this.stopped) {
      await this.deps.clock.sleep(ms, signal).catch(() => {});
      if (signal.aborted) return;
      await this.once();
    }
  }
}
