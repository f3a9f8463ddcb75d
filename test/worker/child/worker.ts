import { readEnvironment } from '../../../model/env.ts';
import { runWorker } from '../../../worker/index.ts';

/** A worker process as `actions-sync worker` runs one; says `ready` once it polls. */
await runWorker({ env: readEnvironment(process.env), ready: () => process.stdout.write('ready\n') });
