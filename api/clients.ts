import { type ActionsSyncClient, type ActionsSyncClientOptions, createActionsSyncClient } from '../client/client.ts';

/** Actors whose clients are kept. */
const KEPT = 500;

/**
 * The typed client for each caller, so that the audit log names who acted. They share what joins callers: questions to the
 * vendors, and the start of what was logged.
 */
export function createClients(options: Omit<ActionsSyncClientOptions, 'by'>): (by: string) => ActionsSyncClient {
  const shared = createActionsSyncClient({ ...options, by: 'api' });
  const { activities, mayEmail, getPanel } = shared;
  const logSalesActivity: ActionsSyncClient['logSalesActivity'] = (value) => shared.logSalesActivity(value);
  const kept = new Map<string, ActionsSyncClient>();
  return (by) => {
    const known = kept.get(by);
    if (known !== undefined) return known;
    const made = { ...createActionsSyncClient({ ...options, by }), activities, logSalesActivity, mayEmail, getPanel };
    const oldest = kept.keys().next();
    if (kept.size >= KEPT && oldest.done !== true) kept.delete(oldest.value);
    kept.set(by, made);
    return made;
  };
}
