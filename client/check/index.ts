import { setImmediate as nextTurn } from 'node:timers/promises';
import { comparableAddress } from '../../model/email-address.ts';
import { AppError, isAppError } from '../../model/errors/app-error.ts';
import type { CheckReason, MailAnswer } from '../../model/mail-check/answer.ts';
import { isInDomains, readDomains } from '../../model/mail-check/blocked-domains.ts';
import { blockingReason, flagsThatCount, type MailFlag, type RaisedFlags } from '../../model/mail-check/flags.ts';
import { isAskable, spellingsOf } from '../../model/mail-check/spellings.ts';
import type { Clock } from '../../model/ports.ts';
import type { CheckSettings } from '../../model/settings.ts';
import { withDeadline } from '../../net/deadline.ts';
import { systemClock } from '../../net/system-clock.ts';
import { Coalescer, type Outcomes } from './coalescer.ts';
import { KeptAnswers } from './kept.ts';
import { createMarketoQuestion } from './marketo-question.ts';
import type { CheckStore, MarketoReads } from './ports.ts';
import { createRecent } from './recent.ts';

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
/** Of our own unsubscribes: one indexed read. */
const OWN_PER_READ = 1_000;
const OWN_READS_AT_ONCE = 2;

type Verdict = Omit<MailAnswer, 'address'>;

/** The check before a sales email goes out: our own unsubscribes first, then Marketo, live (product.md 6.4). */
export function createCheck({ store, marketo, clock = systemClock }: CheckOptions) {
  const settingsNow = createRecent(() => store.settings.check(), SETTINGS_KEEP_MS, clock);
  const kept = new KeptAnswers();
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
  const questions = new Map<string, Coalescer<RaisedFlags>>();

  /** Settings are the same for everybody: as a rule there is one question. */
  function questionOf(reads: MarketoReads, flags: readonly MailFlag[]): Coalescer<RaisedFlags> {
    const name = flags.join();
    const question = questions.get(name) ?? createMarketoQuestion({ marketo: reads, kept, clock }, flags);
    questions.set(name, question);
    return question;
  }

  /**
   * Whether each of these addresses may be mailed now; one answer per address, in order. Nothing is told to Marketo.
   * @throws AppError `store.*`, `config.setting`: our own unsubscribes or settings can't be read; hold the email
   */
  async function mayEmail(addresses: readonly string[], options: MayEmailOptions = {}): Promise<MailAnswer[]> {
    const { commercial = true } = options;
    const settings = await settingsNow();
    const startedAt = clock.now();
    const domains = readDomains(settings.blockedDomains);
    const verdicts = new Map<string, Verdict>();
    const spelt = addresses.map((address) => comparableAddress(address));
    const open = new Set(spelt.filter((address) => address !== null));
    const settle = (address: string, reason: CheckReason, more: Partial<Verdict> = {}) => {
      open.delete(address);
      verdicts.set(address, { ...verdictOf(reason, startedAt), ...more });
    };

    for (const address of open) if (isInDomains(address, domains)) settle(address, 'blockedDomain');
    if (commercial) {
      for (const [address, row] of await readOwn([...open])) {
        if (row !== null) settle(address, 'unsubscribed', { since: row.since });
      }
      if (settings.marketo) await judgeByMarketo(settings, options.timeoutMs, open, settle);
    }
    for (const address of open) settle(address, 'ok');

    const now = clock.now().getTime();
    return addresses.map((address, index) => {
      const known = verdicts.get(spelt[index] ?? '') ?? verdictOf('invalidAddress', startedAt);
      return { address, ...known, ageMs: Math.max(0, now - known.askedAt.getTime()) };
    });
  }

  async function readOwn(addresses: readonly string[]): Promise<[string, { since: Date } | null][]> {
    const outcomes = await own.ask(addresses);
    return [...outcomes].map(([address, outcome]) => {
      if ('error' in outcome) throw outcome.error;
      return [address, outcome.value];
    });
  }

  async function judgeByMarketo(
    settings: CheckSettings,
    timeoutMs: number | undefined,
    open: ReadonlySet<string>,
    settle: (address: string, reason: CheckReason, more?: Partial<Verdict>) => void,
  ): Promise<void> {
    const counting = flagsThatCount(settings);
    for (const address of open) {
      const before = kept.get(address, clock.now());
      const reason = before === undefined ? null : blockingReason(before.raised, counting);
      if (before !== undefined && reason !== null) settle(address, reason, { askedAt: before.at });
      else if (!isAskable(address)) settle(address, 'invalidAddress', { source: 'marketo' });
    }
    const asked = [...open];
    if (asked.length === 0) return;
    const outcomes = await askMarketo(asked.flatMap(spellingsOf), counting, timeoutMs ?? patienceMs(asked.length));
    for (const address of asked) {
      const said = spellingsOf(address).map((spelling) => outcomes.get(spelling) ?? { error: undefined });
      const reason = blockingReason(new Set(said.flatMap((one) => ('value' in one ? [...one.value] : []))), counting);
      const failed = said.find((one) => 'error' in one);
      if (reason !== null) settle(address, reason);
      else if (failed === undefined) settle(address, 'ok', { source: 'marketo' });
      else settle(address, 'unavailable', unavailable(failed.error, settings));
    }
  }

  function askMarketo(
    spellings: readonly string[],
    counting: readonly MailFlag[],
    ms: number,
  ): Promise<Outcomes<RaisedFlags>> {
    if (marketo === null) {
      const error = new AppError('check.noMarketo');
      return Promise.resolve(new Map(spellings.map((spelling) => [spelling, { error }])));
    }
    const deadline = { ms, error: () => new AppError('check.timeout'), signal: undefined };
    return withDeadline(deadline, (signal) => questionOf(marketo, counting).ask(spellings, signal));
  }

  return { mayEmail };
}

function patienceMs(addresses: number): number {
  return PATIENCE_MS + MORE_PATIENCE_MS * (Math.ceil(addresses / ADDRESSES_PER_CALL) - 1);
}

const SOURCES: Partial<Record<CheckReason, MailAnswer['source']>> = {
  blockedDomain: 'setting',
  unsubscribed: 'actions',
  invalidAddress: 'actions',
  ok: 'actions',
};

function verdictOf(reason: CheckReason, askedAt: Date): Verdict {
  const source = SOURCES[reason] ?? 'marketo';
  const mayEmail = reason === 'ok';
  return { mayEmail, reason, source, since: null, askedAt, ageMs: 0, error: null, retryAt: null };
}

function unavailable(error: unknown, { whenUnavailable }: CheckSettings): Partial<Verdict> {
  const known = isAppError(error) ? error : null;
  return {
    mayEmail: whenUnavailable === 'allow',
    source: 'setting',
    error: known?.key ?? 'unexpected',
    retryAt: known?.retryAt ?? null,
  };
}
