import type { QuotaDocument } from './document.ts';

/**
 * Which slots are free though nobody has released them.
 *
 * A call ends by its own deadline, so its slot ends then at the latest. That is long after a kill: 76 s for leads,
 * 311 s for a paging token, for all classes if the dead worker held every slot. So a process says that it lives: with
 * each grant and release, and every third of a lease while it holds slots and has nothing else to say (`Pulse`). Slots
 * of a process that was silent for a whole lease (15 s) are free.
 *
 * A slot stands for a call that Marketo works on: to free it early is wrong only as long as Marketo still does. Every
 * grant is a sign of life, so all calls of a silent process are at least a lease old.
 * - Killed: Marketo may go on with its calls, hardly one of them for longer than that.
 * - Frozen (stopped, a paused machine, a blocked event loop) or cut off from MongoDB alone: its calls go on or have
 *   answered into a socket. It starts none: a grant needs the database, and one whose answer is read late is only used
 *   if its slot is still there (`Ledger`).
 * - MongoDB away for longer than a lease: everyone was silent, and the first one back may free the others' slots. Their
 *   calls began before the outage.
 * What is left are calls that Marketo itself works on for longer than a lease (its own limit: 60 s for leads), at most
 * as many as that process held. They cost a 615 or two, which make everyone wait 1–3 s and are tried again. Aborting
 * them would end nothing on Marketo's side and lose their answers.
 *
 * A slot whose process is not known to have lived (an earlier version's; all of them just after midnight, when the
 * list begins anew) ends by its deadline alone.
 */
export function deadSlots({ slots, alive }: QuotaDocument, now: Date, leaseMs: number): DeadSlots {
  const silentSince = new Date(now.getTime() - leaseMs);
  const silent = Object.keys(alive).filter((process) => (alive[process] ?? now) <= silentSince);
  const isDead = ({ until, process }: QuotaDocument['slots'][number]) =>
    until <= now || (process !== undefined && silent.includes(process));
  return { holders: slots.filter(isDead).map(({ holder }) => holder), silent, silentSince };
}

export interface DeadSlots {
  holders: string[];
  /** Processes without a sign of life since then. */
  silent: string[];
  silentSince: Date;
}
