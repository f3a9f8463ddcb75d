import { comparableAddress } from '../../model/email-address.ts';
import { AppError } from '../../model/errors/app-error.ts';
import type { MailFlag, RaisedFlags } from '../../model/mail-check/flags.ts';
import type { Clock } from '../../model/ports.ts';
import { RATE_AT_ONCE } from '../../model/quota.ts';
import { Coalescer } from './coalescer.ts';
import { FieldProof } from './field-proof.ts';
import type { KeptAnswers } from './kept.ts';
import { askForFlags } from './marketo-flags.ts';
import type { MarketoReads } from './ports.ts';

/** Values of one filter (marketo-rest 3.1). */
const PER_CALL = 300;
/** Every caller has gone by then; what still hangs would keep its slot from the calls behind it. */
const CALL_LIMIT_MS = 15_000;

/**
 * The question that all callers of a process share: flags raised for addresses in Marketo, live. The ledger decides how
 * many calls are under way and when each leaves; answers that block are kept, also those that come too late for their caller.
 */
export function createMarketoQuestion(
  { marketo, kept, clock }: { marketo: MarketoReads; kept: KeptAnswers; clock: Clock },
  flags: readonly MailFlag[],
): Coalescer<RaisedFlags> {
  const question = { marketo, flags, proof: new FieldProof(marketo, clock) };
  return new Coalescer({
    size: PER_CALL,
    atOnce: RATE_AT_ONCE,
    call: async (take, wait) => {
      const limit = limitOf(wait);
      try {
        const outcomes = await askForFlags(question, () => limit.begun(take), limit.signal);
        for (const [key, outcome] of outcomes) {
          if ('value' in outcome) kept.put(comparableAddress(key) ?? key, outcome.value, clock.now());
        }
        return outcomes;
      } finally {
        limit.end();
      }
    },
  });
}

/** Ends a call that takes too long from when it leaves on; the wait for its place is another's to end. */
function limitOf(wait: AbortSignal) {
  const controller = new AbortController();
  const stop = () => controller.abort(wait.reason);
  wait.addEventListener('abort', stop, { once: true });
  let timer: NodeJS.Timeout | undefined;
  return {
    signal: controller.signal,
    begun: <T>(take: () => T): T => {
      timer ??= setTimeout(() => controller.abort(new AppError('check.timeout')), CALL_LIMIT_MS);
      return take();
    },
    end: () => {
      clearTimeout(timer);
      wait.removeEventListener('abort', stop);
    },
  };
}
