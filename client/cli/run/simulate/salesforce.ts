import { readFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { z } from 'zod';
import { action, examples, whole } from '../../lib/action.ts';
import { runSimulator } from './run-simulator.ts';

const options = z.object({
  port: z.number(),
  people: z.number(),
  seed: z.number(),
  limits: z.enum(['on', 'off']),
  faults: z.string().optional(),
  persist: z.string().optional(),
  publicKey: z.string().optional(),
});

export function addSimulateSalesforce(group: Command): void {
  group
    .command('salesforce')
    .summary('run the Salesforce simulator')
    .description(
      'Runs the Salesforce simulator on 127.0.0.1, prints one JSON line (loginUrl, instanceUrl, clientId, ' +
        'clientSecret, username, password, orgId, controlUrl) and stays until Ctrl-C. Its leads, contacts and owners ' +
        'are those of a Marketo simulator with the same --people and --seed.',
    )
    .option('--port <n>', 'port; 0 takes a free one', whole(0, 65_535), 0)
    .option('--people <n>', 'how many people its records come from', whole(0, 20_000_000), 10_000)
    .option('--seed <n>', 'the same seed makes the same records', whole(0, 2 ** 31 - 1), 1)
    .addOption(new Option('--limits <on|off>', 'Salesforce’s daily limit').choices(['on', 'off']).default('on'))
    .option('--faults <file>', 'fault rules (JSON): errors, delays, cuts and lost answers at chosen calls')
    .option('--persist <file>', 'keep changes in this file, so that a restart goes on from them')
    .option('--public-key <file>', 'PEM of the key that signs JWT assertions')
    .addHelpText(
      'after',
      examples([
        ['simulate salesforce', 'an org of 10,000 people on a free port'],
        ['simulate salesforce --port 4020 --people 500000 --limits off', 'large and without a daily limit'],
      ]),
    )
    .action(action(options, simulateSalesforce));
}

const CLIENT = { clientId: 'simulated-client', clientSecret: 'simulated-secret' };

async function simulateSalesforce(o: z.output<typeof options>): Promise<undefined> {
  const { faults, persist, publicKey, ...given } = o;
  const { readFaultsFile, startSalesforceSimulator } = await import('../../../../simulators/salesforce/index.ts');
  return runSimulator(
    async () =>
      startSalesforceSimulator({
        ...given,
        persistFile: persist,
        ...(faults === undefined ? {} : { faults: readFaultsFile(faults) }),
        ...(publicKey === undefined ? {} : { clients: [{ ...CLIENT, publicKey: readFileSync(publicKey, 'utf8') }] }),
      }),
    ({ loginUrl, instanceUrl, clientId, clientSecret, username, password, orgId, controlUrl }) => ({
      loginUrl,
      instanceUrl,
      clientId,
      clientSecret,
      username,
      password,
      orgId,
      controlUrl,
    }),
  );
}
