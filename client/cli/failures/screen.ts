import type { Failure, FailureFound } from '../../failures/index.ts';
import { ago, moment, table } from '../lib/format.ts';
import type { Style } from '../lib/style.ts';
import { activities, addresses, headLine, remedyLines, reminderTasks, times, VENDOR_NAMES } from './lines.ts';

/** Each error once: what happened, where, how often, since when, and what to do. */
export function failuresScreen(failures: readonly Failure[], now: Date, style: Style): string[] {
  return failures.flatMap((failure, index) => [
    ...(index === 0 ? [] : ['']),
    style.strong(headLine(failure.key)),
    ...table(
      failure.found.map((found) => [found.flow, howOften(found), since(found, now), again(found)]),
      '  ',
    ),
    ...remedyLines(failure.key),
    `  Next: ${next(failure)}`,
  ]);
}

function howOften({ of, count, vendor }: FailureFound): string {
  if (of === 'flow') return times(count);
  const what = { salesActivities: activities, tasks: reminderTasks, addresses }[of](count);
  return vendor === null ? what : `${what} to ${VENDOR_NAMES[vendor]}`;
}

function since({ count, firstAt, lastAt }: FailureFound, now: Date): string {
  return count === 1 ? ago(lastAt, now) : `first ${ago(firstAt, now)}, last ${ago(lastAt, now)}`;
}

function again({ nextAt }: FailureFound): string {
  return nextAt === null ? '' : `again at ${moment(nextAt)}`;
}

/** A command that can be copied, and what happens without it. */
function next({ key, class: errorClass, found }: Failure): string {
  const isAny = (of: FailureFound['of']) => found.some((one) => one.of === of);
  const records = `the records: actions-sync failures show ${key}`;
  const retry = `actions-sync failures retry --key ${key}`;
  if (isAny('salesActivities') || isAny('tasks')) return `once mended, ${retry}; ${records}`;
  if (isAny('addresses')) return `it goes on by itself; once mended, at once with ${retry}; ${records}`;
  if (found.every(({ flow }) => flow === 'worker')) return 'once mended, start the worker again.';
  if (BY_ITSELF.has(errorClass)) return 'nothing, it goes on by itself.';
  return `once mended it goes on within minutes; at once with ${retry}`;
}

const BY_ITSELF: ReadonlySet<Failure['class']> = new Set(['retry', 'rate', 'quota']);
