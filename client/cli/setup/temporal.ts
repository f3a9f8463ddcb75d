import { setTimeout as delay } from 'node:timers/promises';
import { msToTs } from '@temporalio/common/lib/time.js';
import { AppError, isAppError } from '../../../model/errors/app-error.ts';
import { temporalErrors } from '../../temporal-errors.ts';
import { type AttributeStanding, searchAttributeStandings } from '../lib/search-attributes.ts';
import type { TemporalLink } from '../lib/temporal.ts';

const RETENTION_DAYS = 30;
/** Servers refresh what they know of namespaces and attributes every 10 s or so. */
const VISIBLE_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 250;

/** Creates what is missing; answers with what was done, or would be. @throws AppError `temporal.*` */
export async function setUpTemporal(link: TemporalLink, { dryRun }: { dryRun: boolean }): Promise<string[]> {
  const done: string[] = [];
  const exists = await namespaceExists(link);
  if (!exists) {
    if (!dryRun) await createNamespace(link);
    done.push(`${dryRun ? 'Would create' : 'Created'} namespace ${link.namespace}, retention ${RETENTION_DAYS} days.`);
  }
  const missing = exists || !dryRun ? await onceKnown(() => missingAttributes(link)) : null;
  if (missing === null) {
    done.push('Would add the search attributes.');
  } else if (missing.length > 0) {
    if (!dryRun) await addAttributes(link, missing);
    const names = missing.map(({ name, typeName }) => `${name} (${typeName})`).join(', ');
    done.push(`${dryRun ? 'Would add' : 'Added'} search attributes ${names}.`);
  }
  return done;
}

async function namespaceExists({ connection, namespace }: TemporalLink): Promise<boolean> {
  try {
    await temporalErrors(() => connection.workflowService.describeNamespace({ namespace }));
    return true;
  } catch (error) {
    if (isAppError(error) && error.key === 'temporal.namespaceMissing') return false;
    throw error;
  }
}

async function createNamespace(link: TemporalLink): Promise<void> {
  await temporalErrors(() =>
    link.connection.workflowService.registerNamespace({
      namespace: link.namespace,
      description: 'actions-sync',
      workflowExecutionRetentionPeriod: msToTs(`${RETENTION_DAYS} days`),
    }),
  );
}

async function missingAttributes(link: TemporalLink): Promise<AttributeStanding[]> {
  const standings = await searchAttributeStandings(link);
  const other = standings.filter(({ standing }) => standing === 'otherType').map(({ name }) => name);
  if (other.length > 0) throw new AppError('temporal.attributeType', { details: { names: other.join(', ') } });
  return standings.filter(({ standing }) => standing === 'missing');
}

async function addAttributes(link: TemporalLink, missing: readonly AttributeStanding[]): Promise<void> {
  const searchAttributes = Object.fromEntries(missing.map(({ name, type }) => [name, type]));
  await onceKnown(() =>
    temporalErrors(() =>
      link.connection.operatorService.addSearchAttributes({ namespace: link.namespace, searchAttributes }),
    ),
  );
  await untilTrue(async () => (await missingAttributes(link)).length === 0);
}

/** A namespace that exists, but is so new that a part of the server has not heard of it. */
async function onceKnown<T>(call: () => Promise<T>): Promise<T> {
  const end = Date.now() + VISIBLE_WITHIN_MS;
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!isAppError(error) || error.key !== 'temporal.namespaceMissing' || Date.now() > end) throw error;
      await delay(LOOK_EVERY_MS);
    }
  }
}

/** @throws AppError `temporal.unreachable` when the server does not show it in time */
async function untilTrue(condition: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + VISIBLE_WITHIN_MS;
  while (!(await condition())) {
    if (Date.now() > end) throw new AppError('temporal.unreachable', { details: { waited: 'for the change to show' } });
    await delay(LOOK_EVERY_MS);
  }
}
