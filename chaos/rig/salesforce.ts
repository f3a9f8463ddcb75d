import { z } from 'zod';
import type { FaultClass, FaultRule, Switches } from '../../simulators/salesforce/index.ts';
import type { RigBase } from './base.ts';
import { startAnnouncing } from './child.ts';
import { Control } from './control.ts';
import { childFile } from './program.ts';

const announced = z.object({
  loginUrl: z.string(),
  controlUrl: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
});
const statistics = z.object({ faults: z.record(z.string(), z.number()) });
const record = z.looseObject({ Id: z.string() });
export type SalesforceRecord = z.infer<typeof record>;

interface SalesforceOptions {
  /** Those of the simulated Marketo: its leads, contacts and owners are their counterparts. */
  people: number;
  seed: number;
  dailyLimit: number;
  latencyMs: number;
}

/** The simulated Salesforce: alive for the whole run, so it is the truth about what was written there. */
export class Salesforce {
  /** What a worker is told. */
  readonly environment: Record<string, string>;
  private readonly control: Control;

  private constructor({ loginUrl, controlUrl, clientId, clientSecret }: z.infer<typeof announced>) {
    this.control = new Control(controlUrl);
    this.environment = {
      SALESFORCE_LOGIN_URL: loginUrl,
      SALESFORCE_CLIENT_ID: clientId,
      SALESFORCE_CLIENT_SECRET: clientSecret,
    };
  }

  static async start(options: SalesforceOptions, rig: RigBase): Promise<Salesforce> {
    const args = [childFile('salesforce'), JSON.stringify(options)];
    const { child, announced: first } = await startAnnouncing({ name: 'simulated Salesforce' }, args);
    rig.cleanup.add(() => child.stop());
    await rig.processes.note('simulated Salesforce', child.pid);
    return new Salesforce(announced.parse(first));
  }

  setFaults = (rules: readonly FaultRule[]): Promise<unknown> => this.control.call('PUT', '/faults', rules);
  setSwitches = (change: Partial<Switches>): Promise<unknown> => this.control.call('PUT', '/switches', change);
  expireSessions = (): Promise<unknown> => this.control.call('POST', '/sessions/expire', {});
  /** Somebody holds the row of a record for a while. */
  lock = (id: string, ms: number): Promise<unknown> => this.control.call('POST', '/locks', { id, ms });

  async statistics(): Promise<{ faults: Partial<Record<FaultClass, number>> }> {
    return statistics.parse(await this.control.call('GET', '/stats'));
  }

  /** Every record of an object that is not deleted; empty values are left out. */
  async *records(object: string, fields: readonly string[]): AsyncGenerator<SalesforceRecord> {
    const query = `object=${object}&fields=${fields.join(',')}`;
    for await (const found of this.control.lines(`/truth?${query}`)) yield record.parse(found);
  }
}
