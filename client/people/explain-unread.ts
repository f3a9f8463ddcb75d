import { count, percent } from '../format.ts';
import type { Explanation } from './explanation.ts';
import type { PersonEvidence } from './lookup.ts';

/** Nothing of this id is stored: not started, not reached, beyond the end, or no such person. */
export function explainUnread({ id, state, asked, suspects }: PersonEvidence): Explanation {
  const { initial, highestId, scanId } = state;
  const unread = (because: string, next: string | null, ...sentences: string[]): Explanation => ({
    here: false,
    because,
    sentences,
    next,
  });
  const resync = `actions-sync people resync ${id}`;
  if (scanId === null) {
    return unread(
      'notStarted',
      'actions-sync people start',
      'Not here: the people sync has not been started on this database.',
    );
  }
  if (suspects.length > 0) {
    return unread('suspect', resync, 'Not here: a feed of Marketo named this id, but Marketo has not returned it yet.');
  }
  if (asked) {
    return unread(
      'noSuchPerson',
      resync,
      'Not here: the initial sync asked Marketo for this id and nobody was returned, and no feed has named it since.',
      'It was never given out, or the person was deleted before.',
    );
  }
  if (highestId !== null && id > highestId) {
    return unread(
      'beyondHighestId',
      resync,
      `Not here: ${count(id)} lies beyond ${count(highestId)}, the highest id of the initial sync, and no feed has named it since.`,
      'It has not been given out, or was given out so lately that the change feed has not told.',
    );
  }
  if (initial === 'complete') {
    return unread('unknown', resync, 'Not here: the initial sync is complete and found nobody with this id.');
  }
  const { progress } = state;
  const share = progress === null || progress.total === 0 ? 0 : progress.done / progress.total;
  const stopped = initial === 'running' ? '' : ` and ${initial}`;
  return unread(
    'notReadYet',
    initial === 'paused'
      ? 'actions-sync people resume'
      : initial === 'cancelled'
        ? 'actions-sync people start'
        : resync,
    `Not read yet: the initial sync is at ${percent(share)}${stopped}.`,
  );
}
