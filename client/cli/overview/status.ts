import type { Command } from 'commander';
import { z } from 'zod';
import { type AppError, isAppError } from '../../../model/errors/app-error.ts';
import { errorView } from '../../../model/errors/view.ts';
import type { Store } from '../../../store/types.ts';
import { type AlertView, createAlerts } from '../../alerts/index.ts';
import type { PeopleStatus } from '../../people/status.ts';
import type { VendorStatus } from '../../sales-activities/status.ts';
import type { TasksStatus } from '../../tasks/status.ts';
import type { UnsubscribeStatus } from '../../unsubscribes/index.ts';
import type { Workers } from '../../workers.ts';
import { failureLine } from '../failures/lines.ts';
import { action, examples } from '../lib/action.ts';
import { exitCodeOf } from '../lib/exit-codes.ts';
import { ago } from '../lib/format.ts';
import { normalize } from '../lib/normalize.ts';
import { print, printJson, say } from '../lib/output.ts';
import { type Session, withSession } from '../lib/session.ts';
import { type Style, styleFor } from '../lib/style.ts';
import { readPeopleStatus } from '../people/status.ts';
import { peopleHints, peopleScreen } from '../people/status-screen.ts';
import { unsubscribesOf } from '../unsubscribes/access.ts';
import { unsubscribesScreen } from '../unsubscribes/status-screen.ts';
import { activitiesScreen } from './activities-screen.ts';
import { tasksScreen } from './tasks-screen.ts';

const FAILURES_SHOWN = 20;
const options = z.object({ json: z.boolean().default(false) });

interface Overview {
  instance: string;
  database: string;
  people: PeopleStatus;
  /** The error where Temporal could not be asked: the rest is worth showing all the same. */
  workers: Workers | AppError;
  salesActivities: VendorStatus[];
  /** nextAt: of the nightly run; null where Temporal could not be asked too. */
  unsubscribes: UnsubscribeStatus & { nextAt: Date | null };
  tasks: TasksStatus;
  failures: Awaited<ReturnType<Store['failures']['list']>>;
  /** What fires now. */
  alerts: AlertView[];
}

export function addStatus(program: Command): void {
  program
    .command('status')
    .summary('everything on one screen')
    .description('Shows all flows, the workers, the quota left, what failed, and what waits for a person.')
    .option('--json', 'one JSON document')
    .addHelpText(
      'after',
      examples([
        ['status', 'the whole picture'],
        ['people status --watch', 'the people sync, live'],
      ]),
    )
    .action(action(options, ({ json }) => withSession((session) => status(session, json))));
}

async function status(session: Session, json: boolean): Promise<number | undefined> {
  const overview = await read(session);
  if (json) {
    const workers = isAppError(overview.workers) ? { error: errorView(overview.workers) } : overview.workers;
    printJson({ ...overview, workers });
  } else {
    for (const line of overviewScreen(overview, styleFor(process.stdout))) print(line);
    for (const hint of hints(overview)) say(hint);
  }
  return isAppError(overview.workers) ? exitCodeOf(overview.workers) : undefined;
}

async function read(session: Session): Promise<Overview> {
  const { env } = session;
  const store = await session.store();
  const [{ readActivitiesStatus }, { readTasksStatus }] = await Promise.all([
    import('../../sales-activities/status.ts'),
    import('../../tasks/status.ts'),
  ]);
  const [people, salesActivities, tasks, unsubscribes, nextAt, failures, alerts, workers] = await Promise.all([
    readPeopleStatus(session),
    readActivitiesStatus(store),
    readTasksStatus(store),
    unsubscribesOf(session).then((part) => part.status()),
    readNextNightly(session).catch(() => null),
    store.failures.list(FAILURES_SHOWN),
    createAlerts({ store }).list(),
    readWorkers(session).catch(normalize),
  ]);
  const { ACTIONS_SYNC_INSTANCE: instance, MONGODB_DB: database } = env;
  return {
    ...{ instance, database, alerts, people, workers, salesActivities, tasks, failures },
    unsubscribes: { ...unsubscribes, nextAt },
  };
}

async function readNextNightly({ temporal, env }: Session): Promise<Date | null> {
  const [{ nextNightly }, link] = await Promise.all([import('../../unsubscribes/schedule.ts'), temporal()]);
  return nextNightly(link.client, env.ACTIONS_SYNC_INSTANCE);
}

async function readWorkers({ temporal, env }: Session): Promise<Workers> {
  const [{ countWorkers }, link] = await Promise.all([import('../../workers.ts'), temporal()]);
  return countWorkers(link.client, env.ACTIONS_SYNC_INSTANCE);
}

export function overviewScreen(
  { instance, database, alerts, people, workers, salesActivities, tasks, unsubscribes, failures }: Overview,
  style: Style,
): string[] {
  const running = isAppError(workers)
    ? style.bad(`unknown: ${workers.entry.meaning}`)
    : workers.workers === 0
      ? style.warn('none is running')
      : `${workers.workers} on queue ${workers.taskQueue}`;
  return [
    style.strong(`Instance ${instance}, database ${database}`),
    `Workers       ${running}`,
    ...alerts.map(({ summary, since }) => `${style.bad('Alert')}         ${summary}, since ${ago(since, people.at)}`),
    '',
    style.strong('People'),
    ...peopleScreen(people, style),
    '',
    style.strong('Sales activities'),
    ...activitiesScreen(salesActivities, people.at),
    '',
    style.strong('Reminder tasks'),
    ...tasksScreen(tasks, people.at),
    '',
    style.strong('Unsubscribes'),
    ...unsubscribesScreen(unsubscribes, unsubscribes.nextAt, people.at, style),
    ...(failures.length === 0 ? [] : ['', style.strong('Failures')]),
    ...failures.map((failure) => `  ${failureLine(failure, people.at)}`),
  ];
}

function hints({ alerts, people, workers, salesActivities, tasks, failures }: Overview): string[] {
  const found: string[] = [];
  if (isAppError(workers)) found.push(`${workers.entry.meaning}. ${workers.entry.fix}`);
  else if (workers.workers === 0) found.push('No worker is running: actions-sync worker');
  if (alerts.length > 0) found.push('Alerts with cause and fix: actions-sync alerts list');
  found.push(...peopleHints(people));
  const isFailed = salesActivities.some(({ failed }) => failed.length > 0) || tasks.refused.length > 0;
  if (failures.length > 0 || isFailed) found.push('Causes and fixes: actions-sync failures list');
  return found;
}
