import type { Logger } from 'pino';
import { checkInstance } from '../../activities/instance.ts';
import { isPassed } from '../../model/doctor/finding.ts';
import { type StartDeps, type StartFinding, startFindings } from './checks.ts';
import { cleared, refusalOf } from './refusal.ts';

/** A start waits no longer for servers that are slow. */
const WITHIN_MS = 4_000;

interface Options {
  logger: Logger;
  /** Aborted: the worker was told to stop; nothing is waited for. */
  signal?: AbortSignal | undefined;
  withinMs?: number;
}

/**
 * Looks at what a worker needs, logs each finding, and ends the start only where nothing could be done at all: a vendor
 * that does not answer is no reason, flows try again.
 * @throws AppError `people.instanceChanged`, `marketo.credentials`, `marketo.identityRefused`, `people.ownerFieldMissing`,
 * `people.fieldMissing`, `store.unreachable`
 */
export async function checkStart(deps: StartDeps, { logger, signal, withinMs = WITHIN_MS }: Options): Promise<void> {
  // First and without a call: with another instance even a look could be wrong.
  checkInstance(deps.marketo, await deps.store.peopleState.get());
  const limit = AbortSignal.timeout(withinMs);
  const findings = await startFindings(deps, signal === undefined ? limit : AbortSignal.any([limit, signal]));
  for (const one of findings) log(logger, one);
  const refusal = refusalOf(findings, deps.salesforce !== null);
  if (refusal !== null) throw refusal;
  await cleared(deps.store);
}

function log(logger: Logger, { finding, error }: StartFinding): void {
  const { id, status, message, cause, fix } = finding;
  if (status === 'ok' || status === 'skipped') return;
  const fields = { check: id, ...(error === null ? {} : { error: error.key }), cause, fix };
  if (isPassed(finding) || status === 'unreachable') logger.warn(fields, message);
  else logger.error(fields, message);
}
