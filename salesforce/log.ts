import type { SafeDetails } from '../model/errors/app-error.ts';

/** What the client needs of a logger; pino's fits. Gets names, codes and durations, never queries, tokens or bodies. */
export interface CallLog {
  debug(details: SafeDetails, message: string): void;
  warn(details: SafeDetails, message: string): void;
}

export const silentLog: CallLog = { debug: () => {}, warn: () => {} };
