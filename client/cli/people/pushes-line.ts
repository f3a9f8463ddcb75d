import type { PeopleStatus } from '../../people/status.ts';
import { ago, count, duration, moment, people } from '../lib/format.ts';

/** How Marketo's webhooks keep us up to date, in one line. */
export function pushesLine({ pushes, settings, at }: PeopleStatus): string {
  const parts = [`${word({ pushes, settings })}`];
  if (pushes.lastAt !== null) parts.push(`last ${ago(pushes.lastAt, at)}`);
  if (pushes.waiting > 0) parts.push(`${count(pushes.waiting)} waiting`);
  parts.push(`${count(pushes.read)} read`);
  if (pushes.folded > 0) parts.push(`${count(pushes.folded)} left to polling`);
  if (pushes.refused > 0) parts.push(`${count(pushes.refused)} refused`);
  return parts.join(' · ');
}

function word({ pushes, settings }: Pick<PeopleStatus, 'pushes' | 'settings'>): string {
  const every = `polling every ${duration(settings.pollSeconds)}`;
  const { state, incomplete, foldedUntil, foldedBecause } = pushes;
  if (state === 'folded' && foldedUntil !== null) {
    const why = foldedBecause === 'burst' ? 'too many at once' : 'their calls of today are used up';
    return `left to polling until ${moment(foldedUntil)}: ${why}`;
  }
  if (state === 'unread') return `not read for a minute and more; ${every}`;
  if (state === 'incomplete' && incomplete !== null) {
    return `incomplete: at ${moment(incomplete.at)} polling found ${people(incomplete.people)} whom none had announced; ${every}`;
  }
  return state === 'complete' ? `complete, ${every}` : `too few so far to rely on; ${every}`;
}
