import { BRANCH_TRANSITIONS, type BranchState } from '../model/sales-activity/branch.ts';
import type { BranchNews } from '../model/sales-activity/news.ts';
import type { Shown } from './flow.ts';

const FLOW = 'sales-activity';
const NAMES = { marketo: 'Marketo', salesforce: 'Salesforce' } as const;

/** What a sales activity's workflow knows of its branches; the database knows more, at times. */
export class Branches {
  /** Grows with everything new. */
  version = 0;
  private readonly known = new Map<string, BranchNews>();

  constructor(first: readonly BranchNews[]) {
    this.take(first);
  }

  /** News may come twice or late: what is over stays over. */
  take(news: readonly BranchNews[]): void {
    for (const one of news) {
      const before = this.known.get(one.vendor);
      if (before !== undefined && (isFinal(before.state) || isSame(before, one))) continue;
      this.known.set(one.vendor, one);
      this.version += 1;
    }
  }

  all(): BranchNews[] {
    return [...this.known.values()];
  }

  /** Nothing more happens by itself. */
  areOver(): boolean {
    return this.all().every(({ state }) => isFinal(state) || state === 'failed');
  }

  firstFailed(): BranchNews | null {
    return this.all().find(({ state }) => state === 'failed') ?? null;
  }

  /** When the first wait is over; null: nothing waits for a time. */
  nextUntil(): string | null {
    const untils = this.all().flatMap(({ state, until }) => (state === 'parked' && until !== null ? [until] : []));
    return untils.toSorted()[0] ?? null;
  }

  result(): Record<string, string> {
    return Object.fromEntries(this.all().map(({ vendor, state }) => [vendor, state]));
  }

  shown(): Shown {
    const waiting = this.all().find(({ state }) => state === 'parked');
    const failed = this.firstFailed();
    const state = this.areOver()
      ? failed === null
        ? 'done'
        : 'failed'
      : waiting === undefined
        ? 'logging'
        : 'waiting';
    const error = failed?.detail ?? waiting?.detail;
    return {
      flow: FLOW,
      state,
      ...(error === undefined || error === null ? {} : { error }),
      rows: this.all().map((news) => [NAMES[news.vendor], words(news)] as const),
    };
  }
}

function words({ state, detail, until }: BranchNews): string {
  const about = [detail, until === null ? null : `until ${until}`].filter((part) => part !== null);
  return about.length === 0 ? WORDS[state] : `${WORDS[state]} (${about.join(', ')})`;
}

const WORDS: Record<BranchState, string> = {
  pending: 'waits for the sender',
  sending: 'is being sent',
  unknown: 'sent, no answer: will be looked up',
  parked: 'waits',
  failed: 'failed',
  done: 'logged',
  skipped: 'skipped',
};

function isFinal(state: BranchState): boolean {
  return BRANCH_TRANSITIONS[state].length === 0;
}

function isSame(one: BranchNews, other: BranchNews): boolean {
  return one.state === other.state && one.detail === other.detail && one.until === other.until;
}
