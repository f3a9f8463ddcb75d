import { z } from 'zod';
import { SCOPES } from '../../model/access/scope.ts';

/** What this server is, and who asks. */
export const instance = z
  .object({
    instance: z.string(),
    version: z.string(),
    temporalUi: z.object({ url: z.string(), namespace: z.string() }).nullable(),
    actor: z.object({ name: z.string(), scope: z.enum(SCOPES) }),
    connected: z.object({ marketo: z.boolean(), salesforce: z.boolean() }),
    simulated: z.boolean().meta({ description: 'The vendors are simulators: nothing real is read or changed' }),
  })
  .meta({ id: 'Instance' });

export type Instance = z.output<typeof instance>;
