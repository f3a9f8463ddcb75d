import type { RaisedFlags } from '../../model/mail-check/flags.ts';

/** Design section 5: a positive answer may be kept so long, a negative one never. */
const KEEP_MS = 3_600_000;
/** Some 20 MB when full. */
const MOST = 100_000;

export interface Kept {
  raised: RaisedFlags;
  at: Date;
}

/** What Marketo has said against addresses lately, of this process alone. What it has said for one is not kept. */
export class KeptAnswers {
  private readonly most: number;
  /** The oldest first. */
  private readonly answers = new Map<string, Kept>();

  constructor(most = MOST) {
    this.most = most;
  }

  get(address: string, now: Date): Kept | undefined {
    const kept = this.answers.get(address);
    if (kept === undefined || now.getTime() - kept.at.getTime() < KEEP_MS) return kept;
    this.answers.delete(address);
    return undefined;
  }

  put(address: string, raised: RaisedFlags, at: Date): void {
    if (raised.size === 0) return;
    this.answers.delete(address);
    this.answers.set(address, { raised, at });
    const [oldest] = this.answers.keys();
    if (this.answers.size > this.most && oldest !== undefined) this.answers.delete(oldest);
  }
}
