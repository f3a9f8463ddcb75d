import type { PeopleDeps } from '../../activities/deps.ts';
import type { CheckId } from '../../model/doctor/checks.ts';
import { skewBetween, skewFinding } from '../../model/doctor/clock.ts';
import { type Finding, findingOf, isPassed, ok, warn } from '../../model/doctor/finding.ts';
import { salesforceFinding } from '../../model/doctor/settings.ts';
import { AppError, isAppError } from '../../model/errors/app-error.ts';
import { resolveFieldMap } from '../../model/field-map.ts';
import { waitFor } from '../../net/deadline.ts';
import type { SalesforceClient } from '../../salesforce/index.ts';

/** What a start looks at: three calls of Marketo and Salesforce together, and a few reads of MongoDB. */
export type StartDeps = Pick<PeopleDeps, 'store' | 'marketo' | 'fieldOverrides'> & {
  salesforce: Pick<SalesforceClient, 'versions'> | null;
};

/** `error`: what a check failed with; null where nothing was thrown. */
export interface StartFinding {
  finding: Finding;
  error: AppError | null;
}

/** The short form of `doctor`: all at once, and none waits beyond `signal`. Never throws. */
export async function startFindings(deps: StartDeps, signal: AbortSignal): Promise<StartFinding[]> {
  const all = await Promise.all([
    look('mongodb.clock', signal, () => mongoClock(deps)),
    look('settings.salesforce', signal, () => settings(deps)),
    marketo(deps, signal),
    look('salesforce.signIn', signal, () => salesforce(deps, signal)),
  ]);
  return all.flat();
}

async function look(
  id: CheckId,
  signal: AbortSignal,
  body: () => Promise<Finding | Finding[]>,
): Promise<StartFinding[]> {
  try {
    return [await waitFor(body(), signal)].flat().map((finding) => ({ finding, error: null }));
  } catch (error) {
    if (signal.aborted) return [{ finding: slow(id), error: null }];
    const known = isAppError(error) ? error : new AppError('unexpected', { cause: error });
    return [{ finding: findingOf(id, known), error: known }];
  }
}

function slow(id: CheckId): Finding {
  const cause = 'The server is slow, or the network is.';
  const fix = 'Nothing: the flows try again by themselves. `actions-sync doctor` waits longer.';
  return warn(id, 'not looked at: no answer in time', cause, fix);
}

async function mongoClock({ store }: StartDeps): Promise<Finding> {
  const before = new Date();
  const theirs = await store.serverTime();
  return skewFinding('mongodb.clock', 'MongoDB’s', skewBetween(before, theirs, new Date()));
}

async function settings({ store, salesforce: client }: StartDeps): Promise<Finding> {
  const [salesforce, tasks, unsubscribes] = await Promise.all([
    store.settings.salesforce(),
    store.settings.tasks(),
    store.settings.unsubscribes(),
  ]);
  return salesforceFinding({ salesforce, tasks, unsubscribes }, client !== null);
}

/** Identity costs no quota; Describe, one call, is asked only of an instance that takes our credentials. */
async function marketo(deps: StartDeps, signal: AbortSignal): Promise<StartFinding[]> {
  const access = await look('marketo.credentials', signal, async () => {
    const { clockSkewMs } = await deps.marketo.checkCredentials(signal);
    return [ok('marketo.credentials', 'taken'), skewFinding('marketo.clock', 'Marketo’s', -clockSkewMs)];
  });
  if (!access.every(({ finding }) => isPassed(finding)) || signal.aborted) return access;
  return [...access, ...(await look('marketo.ownerField', signal, () => ownerField(deps, signal)))];
}

/** @throws AppError `people.ownerFieldMissing`, `people.fieldMissing`, and those of the call */
async function ownerField({ marketo: client, fieldOverrides }: StartDeps, signal: AbortSignal): Promise<Finding> {
  const described = await client.describeLeads({ priority: 'check', signal });
  return ok('marketo.ownerField', resolveFieldMap(described, fieldOverrides).owner);
}

async function salesforce({ salesforce: client }: StartDeps, signal: AbortSignal): Promise<Finding[]> {
  if (client === null) return [];
  await client.versions({ signal });
  return [ok('salesforce.signIn', 'signed in')];
}
