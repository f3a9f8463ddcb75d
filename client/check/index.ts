import { setImmediate as nextTurn } from 'node:timers/promises';
import { comparableAddress } from '../../model/email-address.ts';
import type { MailAnswer } from '../../model/mail-check/answer.ts';
import { isInDomains, readDomains } from '../../model/mail-check/blocked-domains.ts';
import type { Clock } from '../../model/ports.ts';
import type { CheckSettings } from '../../model/settings.ts';
import { systemClock } from '../../net/system-clock.ts';
import { Coalescer } from './coalescer.ts';
import { createMarketoJudge } from './marketo-judge.ts';
import type { CheckStore, MarketoReads } from './ports.ts';
import { createRecent } from './recent.ts';
import { type Settle, type Verdict, verdictOf } from './verdict.ts';

/** How a check is made. */
export interface MayEmailOptions {
  /** False for what is not advertising (product.md 6.4): unsubscribes don't count, blocked domains do. Default true. */
  commercial?: boolean;
  /**
   * How long Marketo is waited for, in ms. Default: 5 s, and 2 s more for each further 300 addresses. What has no answer
   * by then is `unavailable`.
   */
  timeoutMs?: number;
}

export interface CheckOptions {
  store: CheckStore;
  /** Null: not connected; with `check.marketo` on every answer that needs it is `unavailable`. */
  marketo: MarketoReads | null;
  clock?: Clock;
}

/** Design section 5. */
const PATIENCE_MS = 5_000;
/** At a share of 0.1 a call leaves every 2 s. */
const MORE_PATIENCE_MS = 2_000;
const ADDRESSES_PER_CALL = 300;
/** A burst of callers reads the settings once. */
const SETTINGS_KEEP_MS = 1_000;
/** Of our own unsubscribes: one read by `_id`. */
const OWN_PER_READ = 1_000;
const OWN_READS_AT_ONCE = 2;

/** The check before a sales email goes out: our own unsubscribes first, then Marketo, live (product.md 6.4). */
export function createCheck({ store, marketo, clock = systemClock }: CheckOptions) {
  const settingsNow = createRecent(() => store.settings.check(), SETTINGS_KEEP_MS, clock);
  const judgeByMarketo = createMarketoJudge({ marketo, clock });
  const own = new Coalescer<{ since: Date } | null>({
    size: OWN_PER_READ,
    atOnce: OWN_READS_AT_ONCE,
    call: async (take) => {
      // Who asks in the same turn of the event loop is in the same read.
      await nextTurn();
      const found = await store.unsubscribes.read(take());
      return new Map(take().map((address) => [address, { value: found.get(address) ?? null }]));
    },
  });

  /**
   * Whether each of these addresses may be mailed now; one answer per address, in order. Nothing is told to Marketo.
   * @throws AppError `store.*`, `config.setting`: our own unsubscribes or settings can't be read; hold the email
   */
  async function mayEmail(addresses: readonly string[], options: MayEmailOptions = {}): Promise<MailAnswer[]> {
    const { commercial = true, timeoutMs } = options;
    const settings = await settingsNow();
    const startedAt = clock.now();
    const domains = readDomains(settings.blockedDomains);
    const verdicts = new Map<string, Verdict>();
    const spelt = addresses.map((address) => comparableAddress(address));
    const open = new Set(spelt.filter((address) => address !== null));
    const settle: Settle = (address, reason, more) => {
      open.delete(address);
      verdicts.set(address, Object.assign(verdictOf(reason, startedAt), more));
    };

    for (const address of open) if (isInDomains(address, domains)) settle(address, 'blockedDomain');
    if (commercial) {
      const ms = timeoutMs ?? patienceMs(open.size);
      // Of a long list Marketo is asked for the first while our own part is read for the rest.
      await Promise.all(slices([...open]).map((slice) => judge(slice, settings, ms, settle)));
    }
    for (const address of open) settle(address, 'ok');

    const now = clock.now().getTime();
    return addresses.map((address, index) => {
      const known = verdicts.get(spelt[index] ?? '') ?? verdictOf('invalidAddress', startedAt);
      return { address, ...known, ageMs: Math.max(0, now - known.askedAt.getTime()) };
    });
  }

  async function judge(
    addresses: readonly string[],
    settings: CheckSettings,
    ms: number,
    settle: Settle,
  ): Promise<void> {
    const free: string[] = [];
    for (const [address, outcome] of await own.ask(addresses)) {
      if ('error' in outcome) throw outcome.error;
      if (outcome.value === null) free.push(address);
      else settle(address, 'unsubscribed', { since: outcome.value.since });
    }
    if (settings.marketo) await judgeByMarketo(free, settings, ms, settle);
  }

  return { mayEmail };
}

function patienceMs(addresses: number): number {
  return PATIENCE_MS + MORE_PATIENCE_MS * Math.max(0, Math.ceil(addresses / ADDRESSES_PER_CALL) - 1);
}

function slices(addresses: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(addresses.length / OWN_PER_READ) }, (_, n) =>
    addresses.slice(n * OWN_PER_READ, (n + 1) * OWN_PER_READ),
  );
}
