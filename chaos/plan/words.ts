import type { Action, ActionOf } from './actions.ts';
import { faultClass } from './faults.ts';
import { salesforceFaultClass } from './salesforce-faults.ts';

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;

const pairs = (change: object) =>
  Object.entries(change)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(' ');

const WORDS: { [K in Action['kind']]: (action: ActionOf<K>) => string } = {
  killWorker: () => 'kill -9 worker',
  stopWorker: () => 'stop worker',
  killApi: () => 'kill -9 API',
  freezeWorker: ({ forMs, beside }) => `freeze worker ${seconds(forMs)}${beside ? ', another beside' : ''}`,
  twoWorkers: ({ end }) => `two workers, then ${end} one`,
  killStack: ({ withWorkers }) => `kill -9 stack${withWorkers ? ' and workers' : ''}`,
  cut: ({ link }) => `cut ${link}`,
  refuse: ({ link, forMs }) => `refuse ${link} ${seconds(forMs)}`,
  stall: ({ link, forMs, end }) => `stall ${link} ${seconds(forMs)}${end === 'cut' ? ', then cut' : ''}`,
  lose: ({ link }) => `lose ${link} connections`,
  delay: ({ link, delayMs, forMs }) => `delay ${link} by ${delayMs} ms for ${seconds(forMs)}`,
  faults: ({ rules }) => `faults ${rules.map(faultClass).join(' ')}`,
  switches: ({ change }) => pairs(change),
  expireTokens: () => 'expire tokens',
  otherCalls: ({ count, fair }) => `${count} calls of others${fair ? '' : ', more than theirs'}`,
  changes: ({ count }) => `${count} changes`,
  mass: ({ what, count }) => `${count} ${what} at once`,
  activities: ({ count, late, killed }) =>
    `${count} activities${late > 0 ? `, ${late} of new people` : ''}${killed ? ', intake killed' : ''}`,
  logAgain: () => 'activities logged again',
  salesforceFaults: ({ rules }) => `Salesforce's ${rules.map(salesforceFaultClass).join(' ')}`,
  salesforceSwitches: ({ change }) => `Salesforce's ${pairs(change)}`,
  expireSessions: () => 'expire sessions',
  lockRows: ({ count, forMs }) => `lock ${count} rows ${seconds(forMs)}`,
};

/** One action in a few words. */
export function inWords<K extends Action['kind']>(action: ActionOf<K>): string {
  const kind: K = action.kind;
  const words: (action: ActionOf<K>) => string = WORDS[kind];
  return words(action);
}
