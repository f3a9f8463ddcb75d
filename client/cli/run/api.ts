import type { Command } from 'commander';
import { z } from 'zod';
import { action, examples } from '../lib/action.ts';
import { print } from '../lib/output.ts';
import { untilStopped } from '../lib/until-stopped.ts';

/** Longer than a request may still take at the end. */
const END_WITHIN_MS = 15_000;

export function addApi(program: Command): void {
  program
    .command('api')
    .summary('run the HTTP API with the web console')
    .description(
      'Serves the HTTP API and the web console on API_ADDRESS, which is 127.0.0.1:8080 unless it is set. It needs MongoDB; ' +
        'Temporal and the vendors are asked when they are needed. Ctrl-C (SIGINT) or SIGTERM ends it. Logs are JSON on stderr.',
    )
    .addHelpText('after', examples([['api', 'until Ctrl-C']]))
    .action(
      action(z.object({}), async () => {
        const { serveApi } = await import('../api/serve.ts');
        await untilStopped(
          (signal) => serveApi(process.env, signal, (url) => print(`Console and API: ${url}`)),
          END_WITHIN_MS,
        );
        return undefined;
      }),
    );
}
