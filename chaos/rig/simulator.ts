import { createInterface } from 'node:readline';
import { request } from 'undici';
import { z } from 'zod';
import type { FaultClass, FaultRule, Switches } from '../../simulators/marketo/index.ts';
import type { RigBase } from './base.ts';
import { startAnnouncing } from './child.ts';
import { simulatorFile } from './program.ts';

const announced = z.object({
  baseUrl: z.string(),
  controlUrl: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
});
const statistics = z.object({
  calls: z.number(),
  rejected: z.number(),
  peakIn20s: z.number(),
  peakAtOnce: z.number(),
  callsToday: z.number(),
  faults: z.record(z.string(), z.number()),
});
export type Statistics = Omit<z.infer<typeof statistics>, 'faults'> & { faults: Partial<Record<FaultClass, number>> };
const gone = z.array(z.object({ id: z.number(), winner: z.number().nullable() }));
const line = z.looseObject({ id: z.number(), ownerId: z.string().nullable() });
export type TruthPerson = z.infer<typeof line>;

interface SimulatorOptions {
  people: number;
  seed: number;
  dailyQuota: number;
  /** So that reading takes some of each window, and kills meet calls under way. */
  latencyMs: number;
}

/** The control API could not do it; 409: the person is gone. */
export class ControlRefused extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The simulated Marketo: alive for the whole run, so it is the truth and the judge of the limits. */
export class Simulator {
  readonly access: z.infer<typeof announced>;

  private constructor(access: z.infer<typeof announced>) {
    this.access = access;
  }

  static async start(options: SimulatorOptions, rig: RigBase): Promise<Simulator> {
    const args = [simulatorFile, JSON.stringify({ ...options, limits: 'on' })];
    const { child, announced: first } = await startAnnouncing({ name: 'simulator' }, args);
    rig.cleanup.add(() => child.stop());
    await rig.processes.note('simulator', child.pid);
    return new Simulator(announced.parse(first));
  }

  /** One call of the control API, which is never limited. @throws with what it said when it was refused */
  async control(method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<unknown> {
    const answer = await request(`${this.access.controlUrl}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await answer.body.text();
    if (answer.statusCode !== 200) throw new ControlRefused(answer.statusCode, `${method} ${path}: ${text}`);
    return JSON.parse(text);
  }

  setFaults = (rules: readonly FaultRule[]): Promise<unknown> => this.control('PUT', '/faults', rules);
  setSwitches = (change: Partial<Switches>): Promise<unknown> => this.control('PUT', '/switches', change);
  statistics = async (): Promise<Statistics> => statistics.parse(await this.control('GET', '/stats'));
  gone = async () => gone.parse(await this.control('GET', '/truth/gone'));

  /** Everyone living, ascending by id. */
  async *truth(fields: readonly string[], options: { owned?: boolean } = {}): AsyncGenerator<TruthPerson> {
    const query = `fields=${fields.join(',')}${options.owned === true ? '&owned=1' : ''}`;
    const answer = await request(`${this.access.controlUrl}/truth?${query}`);
    for await (const text of createInterface({ input: answer.body })) yield line.parse(JSON.parse(text));
  }
}
