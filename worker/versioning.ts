import type { WorkerDeploymentOptions } from '@temporalio/worker';
import type { Environment } from '../model/env.ts';

/**
 * Worker versioning, where the environment names a deployment and a build, as Temporal's worker controller does; else off.
 * Workflows move to the version that an operator makes current (docs/upgrade.md): they can live for ever, and each version
 * replays the histories of the ones before it.
 */
export function versioningOf(env: Environment): { workerDeploymentOptions?: WorkerDeploymentOptions } {
  const { TEMPORAL_DEPLOYMENT_NAME: deploymentName, TEMPORAL_WORKER_BUILD_ID: buildId } = env;
  if (deploymentName === undefined || buildId === undefined) return {};
  return {
    workerDeploymentOptions: {
      version: { deploymentName, buildId },
      useWorkerVersioning: true,
      defaultVersioningBehavior: 'AUTO_UPGRADE',
    },
  };
}
