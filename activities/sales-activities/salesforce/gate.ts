import type { Clock } from '../../../model/ports.ts';

/** After its first write a call may write again this long: it ends within 90 s of its claim (design section 5). */
const AGAIN_WITHIN_MS = 20_000;

/** It is too late to write: nothing was sent. */
export class HeldUp extends Error {}

/** Stands before every write of one call: the first leaves by then or never, the others soon after. */
export function createGate(clock: Pick<Clock, 'now'>, startBy: Date): () => void {
  let isFirst = true;
  return () => {
    const until = isFirst ? startBy.getTime() : startBy.getTime() + AGAIN_WITHIN_MS;
    if (clock.now().getTime() > until) throw new HeldUp();
    isFirst = false;
  };
}
