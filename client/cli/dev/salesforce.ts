import { join } from 'node:path';
import { z } from 'zod';
import type { Environment } from '../../../model/env.ts';
import { startSimulated } from './simulator.ts';
import type { DevOptions, Salesforce, Source } from './types.ts';

const announced = z.object({
  loginUrl: z.string(),
  instanceUrl: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
  controlUrl: z.string(),
});

/** The org that the environment names; else the simulator with the same people as Marketo's; else none. */
export async function openSalesforce(
  env: Environment,
  { controlUrl: marketoControl }: Source,
  options: DevOptions,
  say: (line: string) => void,
): Promise<Salesforce> {
  if (env.SALESFORCE_LOGIN_URL !== undefined) {
    say(`Salesforce  ${env.SALESFORCE_LOGIN_URL} (from the environment; nothing is made up there)`);
    return { variables: {}, controlUrl: null, stop: async () => {} };
  }
  if (marketoControl === null) return { variables: {}, controlUrl: null, stop: async () => {} };
  const args = ['--people', String(options.people), '--seed', String(options.seed)];
  if (!options.ephemeral) args.push('--persist', join(options.dir, 'salesforce.ndjson'));
  const started = await startSimulated('salesforce', args, announced);
  const { loginUrl, instanceUrl, clientId, clientSecret, controlUrl } = started;
  say(`Salesforce  ${instanceUrl} (simulator, the same people)`);
  return {
    variables: {
      SALESFORCE_LOGIN_URL: loginUrl,
      SALESFORCE_CLIENT_ID: clientId,
      SALESFORCE_CLIENT_SECRET: clientSecret,
    },
    controlUrl,
    stop: () => started.stop(),
  };
}
