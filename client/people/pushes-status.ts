import { arePushesComplete, areUnread } from '../../model/push/poll.ts';
import type { PushesNow } from '../../store/pushes/types.ts';

/** How the pushes stand: `none` where nothing was ever pushed. */
export interface PushesStatus {
  /**
   * complete   polling finds nothing else, and looks seldom     incomplete  polling has just found what no push announced
   * unproven   too little was pushed yet to know                folded      left to polling until `foldedUntil`
   * unread     people have waited for a minute and more: polling looks as often as without pushes
   */
  state: 'none' | 'complete' | 'unproven' | 'incomplete' | 'folded' | 'unread';
  lastAt: Date | null;
  /** People who wait to be read. */
  waiting: number;
  /** People, since the first push; `refused`: not taken, because too many waited. */
  received: number;
  read: number;
  folded: number;
  refused: number;
  foldedUntil: Date | null;
  foldedBecause: 'burst' | 'quota' | null;
  /** When polling last found people whose change no push had announced, and how many. */
  incomplete: { at: Date; people: number } | null;
}

export function pushesStatus(pushes: PushesNow, waiting: number, now: Date): PushesStatus {
  const { received, read, folded, refused, lastAt, proof, fold } = pushes;
  const isFolded = fold !== null && fold.until > now;
  return {
    state: stateOf(pushes, now, isFolded),
    ...{ lastAt, waiting, received, read, folded, refused },
    foldedUntil: isFolded ? fold.until : null,
    foldedBecause: isFolded ? fold.reason : null,
    incomplete: proof.incomplete,
  };
}

function stateOf(pushes: PushesNow, now: Date, isFolded: boolean): PushesStatus['state'] {
  if (pushes.lastAt === null) return 'none';
  if (isFolded) return 'folded';
  if (areUnread(pushes, now)) return 'unread';
  if (arePushesComplete(pushes, now)) return 'complete';
  return pushes.proof.incomplete === null ? 'unproven' : 'incomplete';
}
