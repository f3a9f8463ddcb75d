import { untilStopped } from '../../../client/cli/lib/until-stopped.ts';
import { readEnvironment } from '../../../model/env.ts';
import { runWorker } from '../../../worker/index.ts';

/** A worker process that signals end as they end `actions-sync worker`; says `ready` once it polls. */
const env = readEnvironment(process.env);
const ready = () => process.stdout.write('ready\n');
await untilStopped((signal) => runWorker({ env, signal, ready }), env.WORKER_SHUTDOWN_GRACE);
