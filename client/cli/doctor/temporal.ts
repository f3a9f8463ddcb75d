import { type Finding, ok, warn } from '../../../model/doctor/finding.ts';
import type { Environment } from '../../../model/env.ts';
import { AppError, isAppError } from '../../../model/errors/app-error.ts';
import { temporalErrors } from '../../temporal-errors.ts';
import { countWorkers } from '../../workers.ts';
import { searchAttributeStandings } from '../lib/search-attributes.ts';
import { connectTemporal, type TemporalLink } from '../lib/temporal.ts';
import { check } from './finding.ts';

/** Below it, what is odd on a Friday is gone on Monday. */
const SHORT_RETENTION_DAYS = 3;
const DAY_SECONDS = 86_400;
/** The oldest server with updates that start a workflow, which the client uses. */
const OLDEST = [1, 28] as const;

export async function checkTemporal(env: Environment): Promise<Finding[]> {
  return check('temporal.reachable', async () => {
    const link = await connectTemporal();
    try {
      const [version, namespace] = await Promise.all([
        check('temporal.version', () => versionFinding(link)),
        checkNamespace(link, env),
      ]);
      return [ok('temporal.reachable', 'answers'), ...version, ...namespace];
    } finally {
      await link.close();
    }
  });
}

async function versionFinding({ connection }: TemporalLink): Promise<Finding> {
  const { serverVersion } = await temporalErrors(() => connection.workflowService.getSystemInfo({}));
  const found = /^v?(\d+)\.(\d+)/.exec(serverVersion ?? '');
  if (found === null) return ok('temporal.version', 'not told');
  const [major, minor] = [Number(found[1]), Number(found[2])];
  const isOld = major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
  const message = `server ${found[0]}`;
  if (!isOld) return ok('temporal.version', message);
  const fix = `Use a server of ${OLDEST.join('.')} or newer.`;
  return warn('temporal.version', message, 'The server is older than those we test with.', fix);
}

async function checkNamespace(link: TemporalLink, env: Environment): Promise<Finding[]> {
  return check('temporal.namespace', async () => {
    const retention = await retentionFinding(link);
    const [attributes, worker] = await Promise.all([
      check('temporal.searchAttributes', () => attributesFinding(link)),
      check('temporal.worker', () => workerFinding(link, env)),
    ]);
    return [ok('temporal.namespace', `${link.namespace} exists`), retention, ...attributes, ...worker];
  });
}

/** @throws AppError `temporal.namespaceMissing` with its name */
async function retentionFinding({ connection, namespace }: TemporalLink): Promise<Finding> {
  try {
    const { config } = await temporalErrors(() => connection.workflowService.describeNamespace({ namespace }));
    const days = Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) / DAY_SECONDS;
    const message = `closed workflows are kept for ${Math.round(days * 10) / 10} days`;
    if (days >= SHORT_RETENTION_DAYS) return ok('temporal.retention', message);
    const cause = 'The namespace was made with a short retention. Nothing is lost: all that counts is in MongoDB.';
    const fix = `Keep histories longer: \`temporal operator namespace update --retention 30d -n ${namespace}\`.`;
    return warn('temporal.retention', message, cause, fix);
  } catch (error) {
    if (!isAppError(error) || error.key !== 'temporal.namespaceMissing') throw error;
    throw new AppError('temporal.namespaceMissing', { details: { namespace } });
  }
}

async function attributesFinding(link: TemporalLink): Promise<Finding> {
  const standings = await searchAttributeStandings(link);
  const named = (wanted: string) => standings.filter(({ standing }) => standing === wanted).map(({ name }) => name);
  const [missing, other] = [named('missing'), named('otherType')];
  if (other.length > 0) throw new AppError('temporal.attributeType', { details: { names: other.join(', ') } });
  if (missing.length > 0)
    throw new AppError('temporal.searchAttributesMissing', { details: { names: missing.join(', ') } });
  return ok('temporal.searchAttributes', 'all are registered');
}

async function workerFinding(link: TemporalLink, env: Environment): Promise<Finding> {
  const { workers, taskQueue } = await countWorkers(link.client, env.ACTIONS_SYNC_INSTANCE);
  if (workers > 0) return ok('temporal.worker', `${workers} on queue ${taskQueue}`);
  const { cause, fix } = new AppError('temporal.noWorker').entry;
  return warn('temporal.worker', 'none is running', cause, fix);
}
