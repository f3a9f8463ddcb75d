import type { PeopleState, QuotaStatus } from '../../../store/types.ts';

export interface ProgressSample {
  at: number;
  state: PeopleState;
  quota: QuotaStatus;
}

const BAR_WIDTH = 24;
const number = (value: number) => Math.round(value).toLocaleString('en');

/** One line: bar, read, qualified, people/s over the time between the samples, quota, time left. */
export function progressLine(now: ProgressSample, before: ProgressSample): string {
  const { progress } = now.state;
  if (progress === null) return 'Reading the fields and the end of the scan …';
  const share = Math.min(1, progress.done / Math.max(1, progress.total));
  const filled = Math.round(share * BAR_WIDTH);
  const seconds = Math.max(0.001, (now.at - before.at) / 1_000);
  const read = progress.read - (before.state.progress?.read ?? 0);
  const done = progress.done - (before.state.progress?.done ?? 0);
  const left = done > 0 ? ((progress.total - progress.done) / done) * seconds : null;
  return [
    `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} ${Math.floor(share * 100)} %`,
    `${number(progress.read)} read`,
    `${number(progress.qualified)} qualified`,
    `${number(read / seconds)} people/s`,
    `${number(now.quota.usedToday)} of ${number(now.quota.limitToday)} calls today`,
    share >= 1 ? 'finishing' : left === null ? 'time left unknown' : `${duration(left)} left`,
  ].join(' · ');
}

export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  if (seconds < 5_400) return `${Math.ceil(seconds / 60)} min`;
  return `${(seconds / 3_600).toFixed(1)} h`;
}

/** Redraws one line on a terminal; elsewhere prints it now and then. */
export class LiveLine {
  private readonly out: NodeJS.WriteStream;
  private printedAt = 0;
  private open = false;

  constructor(out: NodeJS.WriteStream) {
    this.out = out;
  }

  show(text: string, now = Date.now()): void {
    if (this.out.isTTY) {
      this.out.write(`\r\u001b[2K${text.slice(0, (this.out.columns || 120) - 1)}`);
      this.open = true;
    } else if (now - this.printedAt >= 2_000) {
      this.printedAt = now;
      this.out.write(`${text}\n`);
    }
  }

  /** Leaves the last state standing. */
  end(): void {
    if (this.open) this.out.write('\n');
    this.open = false;
  }
}
