import { request } from 'undici';
import { z } from 'zod';
import { startChild } from './child.ts';
import type { Cleanup } from './cleanup.ts';

const announced = z.object({
  baseUrl: z.string(),
  controlUrl: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
});
const statistics = z.object({
  calls: z.number(),
  endpoints: z.record(z.string(), z.number()),
  rejected: z.number(),
  peakIn20s: z.number(),
  peakAtOnce: z.number(),
  callsToday: z.number(),
});

export interface SimulatorOptions {
  people: number;
  limits: 'on' | 'off';
  dailyQuota?: number;
  /** Bulk jobs so many times faster. */
  speed?: number;
  /** Added to each answer. */
  latencyMs?: number;
  switches?: Record<string, unknown>;
}

export interface Simulator extends z.infer<typeof announced> {
  control(method: string, path: string, body?: unknown): Promise<unknown>;
  statistics(): Promise<z.infer<typeof statistics>>;
  pid: number;
  stop: () => Promise<void>;
}

/** A simulated Marketo in a process of its own, so that its work is not measured as ours. */
export async function startSimulator(options: SimulatorOptions, cleanup: Cleanup): Promise<Simulator> {
  const { child, ready, stop } = await startChild('simulator', { argument: options }, cleanup);
  const known = announced.parse(ready);
  const control = controlOf(known.controlUrl);
  const stats = async () => statistics.parse(await control('GET', '/stats'));
  return { ...known, control, statistics: stats, pid: child.pid, stop };
}

/** Calls of a simulator's control plane. */
export function controlOf(controlUrl: string): Simulator['control'] {
  return async (method, path, body) => {
    const answer = await request(`${controlUrl}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    if (answer.statusCode !== 200) throw new Error(`simulator: ${method} ${path}: ${await answer.body.text()}`);
    return answer.body.json();
  };
}
