import type { AppError } from '../../../model/errors/app-error.ts';
import type { Clock } from '../../../model/ports.ts';
import type { FailureStore } from '../../../store/types.ts';

/** What goes wrong beside the Tasks, where `failures list` finds it until it works again. Never throws, so that no Task waits. */
export interface Told {
  failed(error: AppError): Promise<void>;
  /** Asks MongoDB only where something may be told. */
  worked(): Promise<void>;
}

/** `forMs`: what failed once is told at least so long, as other records may not meet it. */
export function createTold(
  failures: Pick<FailureStore, 'record' | 'clear'>,
  flow: string,
  { clock, forMs }: { clock: Pick<Clock, 'now'>; forMs: number },
): Told {
  // What this worker's predecessor has told is nobody else's to clear.
  let mayBeTold = true;
  let until = 0;
  return {
    async failed({ key, details }) {
      mayBeTold = true;
      until = clock.now().getTime() + forMs;
      await Promise.allSettled([failures.record({ flow, key, details })]);
    },
    async worked() {
      if (!mayBeTold || clock.now().getTime() < until) return;
      const [cleared] = await Promise.allSettled([failures.clear(flow)]);
      mayBeTold = cleared.status === 'rejected';
    },
  };
}
