import type { Command } from 'commander';
import { z } from 'zod';
import { action, examples, whole } from '../lib/action.ts';
import { untilStopped } from '../lib/until-stopped.ts';

const options = z.object({
  people: z.number(),
  seed: z.number(),
  dir: z.string(),
  ephemeral: z.boolean(),
  once: z.boolean(),
  changesPerMinute: z.number(),
});

export function addDev(program: Command): void {
  program
    .command('dev')
    .summary('the whole product on this machine (= npm start)')
    .description(
      'Starts Temporal with its UI, MongoDB, simulators of Marketo and Salesforce and a worker, reads everyone, logs 200 ' +
        'sales activities, then makes up changes and prints each as it arrives. With MARKETO_* set it uses that instance ' +
        'and makes nothing up. Ctrl-C ends all of it; the next start goes on where it was.',
    )
    .option('--people <n>', 'people in the simulator', whole(0, 20_000_000), 10_000)
    .option('--seed <n>', 'the same seed makes the same people', whole(0, 2 ** 31 - 1), 1)
    .option('--dir <folder>', 'where data, logs and downloads are kept', '.local')
    .option('--ephemeral', 'keep no data', false)
    .option('--once', 'end after the first sync and 100 changes, compared with the simulator', false)
    .option('--changes-per-minute <n>', 'how many changes are made up', whole(1, 60_000), 30)
    .addHelpText(
      'after',
      examples([
        ['dev', 'until Ctrl-C'],
        ['dev --people 100000 --ephemeral', 'more people, nothing kept'],
        ['dev --once --ephemeral', 'a check: exit 0 when MongoDB equals the simulator'],
      ]),
    )
    .action(
      action(options, async (given) => {
        const { runDev } = await import('../dev/index.ts');
        return untilStopped(async (signal) => {
          try {
            return await runDev(given, signal);
          } catch (error) {
            // Ctrl-C while something was awaited: everything is closed by now.
            if (signal.aborted) return 0;
            throw error;
          }
        });
      }),
    );
}
