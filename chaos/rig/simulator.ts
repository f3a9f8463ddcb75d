import { z } from 'zod';
import type { FaultClass, FaultRule, Switches } from '../../simulators/marketo/index.ts';
import type { RigBase } from './base.ts';
import { startAnnouncing } from './child.ts';
import { Control } from './control.ts';
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
const customActivity = z.object({
  guid: z.string(),
  leadId: z.number(),
  type: z.string(),
  attributes: z.record(z.string(), z.unknown()),
});
export type AddedInMarketo = z.infer<typeof customActivity>;

interface SimulatorOptions {
  people: number;
  seed: number;
  dailyQuota: number;
  /** So that reading takes some of each window, and kills meet calls under way. */
  latencyMs: number;
}

/** Exports take a second or two each instead of minutes. */
const EXPORT_SPEED = 100;

/** The simulated Marketo: alive for the whole run, so it is the truth and the judge of the limits. */
export class Simulator {
  readonly access: z.infer<typeof announced>;
  private readonly api: Control;

  private constructor(access: z.infer<typeof announced>) {
    this.access = access;
    this.api = new Control(access.controlUrl);
  }

  static async start(options: SimulatorOptions, rig: RigBase): Promise<Simulator> {
    const args = [simulatorFile, JSON.stringify({ ...options, limits: 'on', speed: EXPORT_SPEED })];
    const { child, announced: first } = await startAnnouncing({ name: 'simulator' }, args);
    rig.cleanup.add(() => child.stop());
    await rig.processes.note('simulator', child.pid);
    return new Simulator(announced.parse(first));
  }

  /** One call of the control API. @throws ControlRefused */
  control(...call: Parameters<Control['call']>): Promise<unknown> {
    return this.api.call(...call);
  }

  setFaults = (rules: readonly FaultRule[]): Promise<unknown> => this.control('PUT', '/faults', rules);
  setSwitches = (change: Partial<Switches>): Promise<unknown> => this.control('PUT', '/switches', change);
  statistics = async (): Promise<Statistics> => statistics.parse(await this.control('GET', '/stats'));
  gone = async () => gone.parse(await this.control('GET', '/truth/gone'));

  /** Everyone living, ascending by id. */
  async *truth(fields: readonly string[], options: { owned?: boolean } = {}): AsyncGenerator<TruthPerson> {
    const query = `fields=${fields.join(',')}${options.owned === true ? '&owned=1' : ''}`;
    for await (const found of this.api.lines(`/truth?${query}`)) yield line.parse(found);
  }

  /** Every custom activity ever added. */
  async *customActivities(): AsyncGenerator<AddedInMarketo> {
    for await (const found of this.api.lines('/truth/custom-activities')) yield customActivity.parse(found);
  }
}
