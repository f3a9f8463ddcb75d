import type { Action, ActionOf, Link, RigAction } from '../plan/actions.ts';
import type { Rig } from './rig.ts';

export type Performers<A extends Action> = { [K in A['kind']]: (action: ActionOf<K>) => Promise<void> };
/** Each kind of action is the rig's or one scenario's. */
export type AllPerformers = Partial<Performers<Action>>;

/** How each disturbance is done. */
export function rigPerformers(rig: Rig): Performers<RigAction> {
  const { simulator, stack, workers, faults, meter } = rig;
  const links: Record<Link, typeof stack.mongo> = { mongo: stack.mongo, temporal: stack.temporal };
  return {
    killWorker: ({ backAfterMs }) => workers.kill(backAfterMs),
    stopWorker: ({ backAfterMs }) => workers.stop(backAfterMs),
    killApi: async ({ backAfterMs }) => rig.pushes?.api.kill(backAfterMs),
    freezeWorker: ({ forMs, beside }) => workers.freeze(forMs, beside),
    twoWorkers: ({ forMs, end }) => workers.two(forMs, end),
    killStack: async ({ withWorkers, backAfterMs }) => {
      const workersEnd = withWorkers ? workers.killAll() : Promise.resolve();
      await Promise.all([workersEnd, stack.killAndStart(backAfterMs)]);
      await workers.fill();
    },
    cut: async ({ link }) => links[link].cut(),
    refuse: async ({ link, forMs }) => {
      links[link].refuse(true);
      await rig.pause(forMs);
      links[link].refuse(false);
    },
    stall: async ({ link, forMs, end }) => {
      links[link].stall(true);
      await rig.pause(forMs);
      if (end === 'cut') links[link].cut();
      links[link].stall(false);
    },
    lose: async ({ link }) => links[link].lose(),
    delay: async ({ link, delayMs, forMs }) => {
      links[link].slow(delayMs);
      await rig.pause(forMs);
      links[link].slow(0);
    },
    faults: ({ rules }) => faults.set(rules),
    switches: async ({ change }) => void (await simulator.setSwitches(change)),
    expireTokens: async () => void (await simulator.control('POST', '/tokens/expire', {})),
    otherCalls: ({ count, fair }) => meter.othersCall(count, fair),
  };
}
