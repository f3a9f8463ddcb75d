import type { UnsubscribeStatus } from '../../unsubscribes/index.ts';
import { ago, count, moment, table } from '../lib/format.ts';
import type { Style } from '../lib/style.ts';

/** `next`: of the nightly run; null: none, or Temporal could not be asked. */
export function unsubscribesScreen(status: UnsubscribeStatus, next: Date | null, now: Date, style: Style): string[] {
  const { optedOut, running, last } = status;
  const alert = last?.many === true ? ` ${style.warn('unusually many: see failures list')}` : '';
  return table([
    ['Opted out', `${count(optedOut)} addresses`],
    ['Salesforce', pushText(status, now)],
    ['Nightly run', nightlyText(status, next)],
    ...(running === null
      ? []
      : [['Comparing', `since ${moment(running.startedAt)}: ${count(running.read)} records read`]]),
  ]).concat(last === null ? [] : [`Last run: ${lastRunText(status)}${alert}`]);
}

export function lastRunText({ last }: Pick<UnsubscribeStatus, 'last'>): string {
  if (last === null) return 'none yet';
  const { finishedAt, full, read, added, queued, hidden, field } = last;
  const what = full ? 'everything' : 'what changed';
  const skipped = hidden.length === 0 ? '' : `; not compared, as ${field} is hidden: ${hidden.join(', ')}`;
  return `${moment(finishedAt)}, ${what}: ${count(read)} records read, ${count(added)} unsubscribed here, ${count(queued)} to be told to Salesforce${skipped}`;
}

function pushText({ pushes }: UnsubscribeStatus, now: Date): string {
  const { waiting, sending, oldestAt, errors } = pushes;
  const parts = [
    ...(waiting === 0 ? [] : [`${count(waiting)} wait to be told`]),
    ...(sending === 0 ? [] : [`${count(sending)} being told`]),
    ...errors.map(({ error, count: of, nextAt }) => `${count(of)} refused (${error}), again at ${moment(nextAt)}`),
    ...(oldestAt === null ? [] : [`oldest ${ago(oldestAt, now)}`]),
  ];
  return parts.length === 0 ? 'all told' : parts.join(' · ');
}

function nightlyText({ nightly, nightlyAt, field }: UnsubscribeStatus, next: Date | null): string {
  if (!nightly) return `off (unsubscribes.nightly); ${field} is written`;
  return `${nightlyAt}, ${field}${next === null ? '' : `, next ${moment(next)}`}`;
}
