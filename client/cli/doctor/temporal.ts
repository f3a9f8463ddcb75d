import type { Environment } from '../../../model/env.ts';
import { AppError } from '../../../model/errors/app-error.ts';
import { searchAttributeStandings } from '../lib/search-attributes.ts';
import { connectTemporal, type TemporalLink } from '../lib/temporal.ts';
import { countWorkers } from '../lib/workers.ts';
import { namespaceExists } from '../setup/temporal.ts';
import { check, type Finding, ok, warn } from './finding.ts';

export async function checkTemporal(env: Environment): Promise<Finding[]> {
  return check('temporal', async () => {
    const link = await connectTemporal();
    try {
      return [ok('temporal', 'answers'), ...(await checkNamespace(link, env))];
    } finally {
      await link.close();
    }
  });
}

async function checkNamespace(link: TemporalLink, env: Environment): Promise<Finding[]> {
  const namespace = await check('temporal namespace', async () => {
    if (await namespaceExists(link)) return ok('temporal namespace', `${link.namespace} exists`);
    throw new AppError('temporal.namespaceMissing', { details: { namespace: link.namespace } });
  });
  if (namespace.some(({ status }) => status !== 'ok')) return namespace;
  const [attributes, worker] = await Promise.all([
    check('temporal search attributes', () => attributesFinding(link)),
    check('worker', () => workerFinding(link, env)),
  ]);
  return [...namespace, ...attributes, ...worker];
}

async function attributesFinding(link: TemporalLink): Promise<Finding> {
  const standings = await searchAttributeStandings(link);
  const named = (wanted: string) => standings.filter(({ standing }) => standing === wanted).map(({ name }) => name);
  const [missing, other] = [named('missing'), named('otherType')];
  if (other.length > 0) throw new AppError('temporal.attributeType', { details: { names: other.join(', ') } });
  if (missing.length > 0)
    throw new AppError('temporal.searchAttributesMissing', { details: { names: missing.join(', ') } });
  return ok('temporal search attributes', 'all are registered');
}

async function workerFinding(link: TemporalLink, env: Environment): Promise<Finding> {
  const { workers, taskQueue } = await countWorkers(link, env.ACTIONS_SYNC_INSTANCE);
  if (workers > 0) return ok('worker', `${workers} on queue ${taskQueue}`);
  const { cause, fix } = new AppError('temporal.noWorker').entry;
  return warn('worker', 'none is running', cause, fix);
}
