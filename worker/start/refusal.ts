import type { Logger } from 'pino';
import { type AppError, isAppError } from '../../model/errors/app-error.ts';
import type { ErrorKey } from '../../model/errors/registry.ts';
import { errorView } from '../../model/errors/view.ts';
import type { Store } from '../../store/types.ts';
import type { StartFinding } from './checks.ts';

/** The flow under which `status` and `failures` show why a worker did not start. */
const FLOW = 'worker';

/**
 * With these Marketo can not be read. Where Salesforce is connected a worker has other work all the same, and Marketo's
 * flows wait: they go on by themselves when the rights are back.
 */
const NOTHING_OF_MARKETO: ReadonlySet<ErrorKey> = new Set<ErrorKey>([
  'marketo.credentials',
  'marketo.identityRefused',
  'people.ownerFieldMissing',
  'people.fieldMissing',
]);

/** Why this worker could do nothing at all; null: it starts. */
export function refusalOf(findings: readonly StartFinding[], hasSalesforce: boolean): AppError | null {
  if (hasSalesforce) return null;
  const errors = findings.flatMap(({ error }) => (error === null ? [] : [error]));
  return errors.find(({ key }) => NOTHING_OF_MARKETO.has(key)) ?? null;
}

/**
 * Runs a step of the start. What a person must correct is kept where `failures` finds it, as this process ends; trouble
 * that passes is not. @throws the step's error
 */
export async function starting<T>(
  { store, logger }: { store: Pick<Store, 'failures'>; logger: Logger },
  step: () => Promise<T>,
): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (isAppError(error)) {
      const { message, cause, fix } = errorView(error);
      logger.error({ error: error.key, cause, fix }, `the worker does not start: ${message}`);
      // The first error is the one to be told.
      if (!PASSES.has(error.entry.class)) await record(store, error).catch(() => {});
    }
    throw error;
  }
}

const PASSES: ReadonlySet<string> = new Set(['retry', 'rate', 'quota']);

function record({ failures }: Pick<Store, 'failures'>, { key, details }: AppError): Promise<void> {
  return failures.record({ flow: FLOW, key, details });
}

/** A worker that starts has none of the earlier reasons. */
export function cleared({ failures }: Pick<Store, 'failures'>): Promise<void> {
  return failures.clear(FLOW);
}
