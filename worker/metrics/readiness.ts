import { within } from './within.ts';

export interface Probed {
  /** The worker polls Temporal: it neither starts nor stops. */
  isPolling: () => boolean;
  /** Rejects where Temporal does not answer. */
  askTemporal: () => Promise<unknown>;
  /** Rejects where MongoDB does not answer. */
  askStore: () => Promise<unknown>;
}

/** A probe gives up soon after. */
const WITHIN_MS = 2_000;

/** @returns why the worker can do nothing now; null: it can */
export async function notReady(probed: Probed | null): Promise<string | null> {
  if (probed === null) return 'the worker is starting';
  if (!probed.isPolling()) return 'the worker is stopping';
  const [store, temporal] = await Promise.all([answers(probed.askStore()), answers(probed.askTemporal())]);
  if (!store) return 'MongoDB does not answer';
  return temporal ? null : 'Temporal does not answer';
}

async function answers(asked: Promise<unknown>): Promise<boolean> {
  const answered = asked.then(
    () => true,
    () => false,
  );
  return (await within(answered, WITHIN_MS)) === true;
}
