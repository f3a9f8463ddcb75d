import { type CheckOptions, createCheck } from '../../../client/check/index.ts';
import type { CheckStore, MarketoReads } from '../../../client/check/ports.ts';
import { type CheckSettings, DEFAULT_CHECK_SETTINGS } from '../../../model/settings.ts';

type Lead = Readonly<Record<string, unknown>>;

export const SINCE = new Date('2026-10-01T08:00:00Z');

/** Our own part: settings that a test may change, and addresses that are unsubscribed here. */
export function memoryStore(settings: Partial<CheckSettings> = {}, unsubscribed: readonly string[] = []) {
  const now: CheckSettings = { ...DEFAULT_CHECK_SETTINGS, marketo: true, ...settings };
  const own = new Set(unsubscribed);
  const reads: (readonly string[])[] = [];
  const store: CheckStore = {
    settings: { check: async () => ({ ...now }) },
    unsubscribes: {
      read: async (addresses) => {
        reads.push(addresses);
        return new Map(addresses.filter((one) => own.has(one)).map((one) => [one, { since: SINCE }]));
      },
    },
  };
  return { store, settings: now, own, reads };
}

/** Answers each call by what a test says; `asked` has the addresses of each, `fields` what was asked for. */
export function scriptedMarketo(answer: (addresses: readonly string[]) => Promise<readonly Lead[]>) {
  const asked: (readonly string[])[] = [];
  const fields: (readonly string[])[] = [];
  const described = { names: ['email', 'unsubscribed', 'blackListed', 'emailInvalid', 'marketingSuspended'], calls: 0 };
  const marketo: MarketoReads = {
    leadsByFilter: async (_, values, names) => {
      // As with the ledger, a place is never had in the same moment.
      await Promise.resolve();
      const addresses = values();
      asked.push(addresses);
      fields.push(names);
      return { leads: await answer(addresses) };
    },
    describeLeads: async () => {
      described.calls += 1;
      return described.names.map((restName) => ({ restName }));
    },
  };
  return { marketo, asked, fields, described };
}

export const lead = (email: string, flags: Lead = {}): Lead => ({ id: 1, email, unsubscribed: false, ...flags });

export function checkOf(options: CheckOptions) {
  const { mayEmail } = createCheck(options);
  /** The reasons alone. */
  const reasons = async (...addresses: string[]) => (await mayEmail(addresses)).map(({ reason }) => reason);
  return { mayEmail, reasons };
}
