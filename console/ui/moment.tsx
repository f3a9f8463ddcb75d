import { now } from '../lib/clock.ts';
import { exact, relative, toTheMinute } from '../lib/format.ts';

/** How long ago, or when; the exact time as its title. @param at ISO 8601 */
export function Moment({ at, none = '–' }: { at: string | null | undefined; none?: string }) {
  if (at === null || at === undefined) return <span>{none}</span>;
  return (
    <time dateTime={at} title={exact(at)}>
      {relative(at, now.value)}
    </time>
  );
}

/** When something will be, to the minute. */
export function ComingMoment({ at }: { at: string }) {
  return (
    <time dateTime={at} title={relative(at, now.value)} class="number">
      {toTheMinute(at)}
    </time>
  );
}

/** The exact time, for logs. */
export function ExactMoment({ at }: { at: string }) {
  return (
    <time dateTime={at} title={relative(at, now.value)} class="number">
      {exact(at)}
    </time>
  );
}
