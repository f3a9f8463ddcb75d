import type { Command } from 'commander';
import { z } from 'zod';
import { readEnvironment } from '../../../model/env.ts';
import { action, examples } from '../lib/action.ts';
import { untilStopped } from '../lib/until-stopped.ts';

const NEEDS = ['MONGODB_URI', 'MARKETO_BASE_URL', 'MARKETO_CLIENT_ID', 'MARKETO_CLIENT_SECRET'] as const;

export function addWorker(program: Command): void {
  program
    .command('worker')
    .summary('run the worker process')
    .description(
      'Runs the worker: it reads Marketo and writes MongoDB whenever Temporal tells it to. Run one or several; a stopped ' +
        'or killed one loses nothing. Ctrl-C (SIGINT) or SIGTERM ends it after the work at hand, within WORKER_SHUTDOWN_GRACE; ' +
        'a second one ends it at once. Logs are JSON on stderr.',
    )
    .addHelpText('after', examples([['worker', 'until Ctrl-C']]))
    .action(
      action(z.object({}), async () => {
        const env = readEnvironment(process.env, NEEDS);
        const { runWorker } = await import('../../../worker/index.ts');
        await untilStopped((signal) => runWorker({ env, signal }), env.WORKER_SHUTDOWN_GRACE);
        return undefined;
      }),
    );
}
