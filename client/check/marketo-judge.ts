import { AppError, isAppError } from '../../model/errors/app-error.ts';
import { blockingReason, flagsThatCount, type MailFlag, type RaisedFlags } from '../../model/mail-check/flags.ts';
import { isAskable, spellingsOf } from '../../model/mail-check/spellings.ts';
import type { Clock } from '../../model/ports.ts';
import type { CheckSettings } from '../../model/settings.ts';
import type { Coalescer, Outcomes } from './coalescer.ts';
import { KeptAnswers } from './kept.ts';
import { createMarketoQuestion } from './marketo-question.ts';
import type { MarketoReads } from './ports.ts';
import type { Settle, Verdict } from './verdict.ts';

export interface MarketoJudgeOptions {
  /** Null: not connected. */
  marketo: MarketoReads | null;
  clock: Clock;
}

/** Settles addresses by what Marketo has said against them lately, else by what it says now, within `ms`. */
export function createMarketoJudge({ marketo, clock }: MarketoJudgeOptions) {
  const kept = new KeptAnswers();
  const questions = new Map<string, Coalescer<RaisedFlags>>();

  /** Settings are the same for everybody: as a rule there is one question. */
  function questionOf(reads: MarketoReads, flags: readonly MailFlag[]): Coalescer<RaisedFlags> {
    const name = flags.join();
    const question = questions.get(name) ?? createMarketoQuestion({ marketo: reads, kept, clock }, flags);
    questions.set(name, question);
    return question;
  }

  /** Whether that settled it without a question. */
  function isKnown(address: string, counting: readonly MailFlag[], settle: Settle): boolean {
    const before = kept.get(address, clock.now());
    const reason = before === undefined ? null : blockingReason(before.raised, counting);
    if (before !== undefined && reason !== null) settle(address, reason, { askedAt: before.at });
    else if (!isAskable(address)) settle(address, 'invalidAddress', { source: 'marketo' });
    else return false;
    return true;
  }

  async function ask(
    spellings: readonly string[],
    counting: readonly MailFlag[],
    ms: number,
  ): Promise<Outcomes<RaisedFlags>> {
    if (marketo === null) {
      const error = new AppError('check.noMarketo');
      return new Map(spellings.map((spelling) => [spelling, { error }]));
    }
    return questionOf(marketo, counting).ask(spellings, { ms, error: () => new AppError('check.timeout') });
  }

  return async function judge(
    addresses: readonly string[],
    settings: CheckSettings,
    ms: number,
    settle: Settle,
  ): Promise<void> {
    const counting = flagsThatCount(settings);
    const asked = addresses
      .filter((address) => !isKnown(address, counting, settle))
      .map((address) => ({ address, spellings: spellingsOf(address) }));
    if (asked.length === 0) return;
    const outcomes = await ask(
      asked.flatMap(({ spellings }) => spellings),
      counting,
      ms,
    );
    for (const { address, spellings } of asked) {
      const said = spellings.map((spelling) => outcomes.get(spelling) ?? { error: undefined });
      const reason = blockingReason(new Set(said.flatMap((one) => ('value' in one ? [...one.value] : []))), counting);
      const failed = said.find((one) => 'error' in one);
      if (reason !== null) settle(address, reason);
      else if (failed === undefined) settle(address, 'ok', { source: 'marketo' });
      else settle(address, 'unavailable', unavailable(failed.error, settings));
    }
  };
}

function unavailable(error: unknown, { whenUnavailable }: CheckSettings): Partial<Verdict> {
  const known = isAppError(error) ? error : null;
  return {
    mayEmail: whenUnavailable === 'allow',
    error: known?.key ?? 'unexpected',
    retryAt: known?.retryAt ?? null,
  };
}
