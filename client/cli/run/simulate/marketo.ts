import { type Command, Option } from 'commander';
import { z } from 'zod';
import { action, examples, whole } from '../../lib/action.ts';
import { runSimulator } from './run-simulator.ts';

const options = z.object({
  port: z.number(),
  people: z.number(),
  seed: z.number(),
  limits: z.enum(['on', 'off']),
  speed: z.number(),
  faults: z.string().optional(),
  persist: z.string().optional(),
});

export function addSimulateMarketo(group: Command): void {
  group
    .command('marketo')
    .summary('run the Marketo simulator')
    .description(
      'Runs the Marketo simulator on 127.0.0.1, prints one JSON line (baseUrl, clientId, clientSecret, controlUrl) ' +
        'and stays until Ctrl-C.',
    )
    .option('--port <n>', 'port; 0 takes a free one', whole(0, 65_535), 0)
    .option('--people <n>', 'how many people it has', whole(0, 20_000_000), 10_000)
    .option('--seed <n>', 'the same seed makes the same people', whole(0, 2 ** 31 - 1), 1)
    .addOption(
      new Option('--limits <on|off>', 'Marketo’s rate limits and daily quota').choices(['on', 'off']).default('on'),
    )
    .option('--speed <k>', 'bulk jobs k times faster, nothing else', whole(1, 1_000_000), 1)
    .option('--faults <file>', 'fault rules (JSON): errors, delays, cuts and broken exports at chosen calls')
    .option('--persist <file>', 'keep changes in this file, so that a restart goes on from them')
    .addHelpText(
      'after',
      examples([
        ['simulate marketo', '10,000 people on a free port'],
        ['simulate marketo --port 4010 --people 500000 --limits off', 'large and fast'],
      ]),
    )
    .action(action(options, simulateMarketo));
}

async function simulateMarketo({ faults, persist, ...given }: z.output<typeof options>): Promise<undefined> {
  const { readFaultsFile, startMarketoSimulator } = await import('../../../../simulators/marketo/index.ts');
  return runSimulator(
    async () =>
      startMarketoSimulator({
        ...given,
        persistFile: persist,
        ...(faults === undefined ? {} : { faults: readFaultsFile(faults) }),
      }),
    ({ baseUrl, clientId, clientSecret, controlUrl }) => ({ baseUrl, clientId, clientSecret, controlUrl }),
  );
}
