import { readEnvironment } from '../../../model/env.ts';
import { runWorker } from '../../../worker/index.ts';

/** A worker process that looks after its flows and alerts several times a second; says `ready` once it polls. */
await runWorker({
  env: readEnvironment(process.env),
  lookEveryMs: 500,
  alertsEveryMs: 200,
  ready: () => process.stdout.write('ready\n'),
});
