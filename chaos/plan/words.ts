import type { Action, ActionOf } from './actions.ts';
import { faultClass } from './faults.ts';

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;

const WORDS: { [K in Action['kind']]: (action: ActionOf<K>) => string } = {
  killWorker: () => 'kill -9 worker',
  stopWorker: () => 'stop worker',
  freezeWorker: ({ forMs, beside }) => `freeze worker ${seconds(forMs)}${beside ? ', another beside' : ''}`,
  twoWorkers: ({ end }) => `two workers, then ${end} one`,
  killStack: ({ withWorkers }) => `kill -9 stack${withWorkers ? ' and workers' : ''}`,
  cut: ({ link }) => `cut ${link}`,
  refuse: ({ link, forMs }) => `refuse ${link} ${seconds(forMs)}`,
  stall: ({ link, forMs, end }) => `stall ${link} ${seconds(forMs)}${end === 'cut' ? ', then cut' : ''}`,
  lose: ({ link }) => `lose ${link} connections`,
  delay: ({ link, delayMs, forMs }) => `delay ${link} by ${delayMs} ms for ${seconds(forMs)}`,
  faults: ({ rules }) => `faults ${rules.map(faultClass).join(' ')}`,
  switches: ({ change }) =>
    Object.entries(change)
      .map(([name, value]) => `${name}=${String(value)}`)
      .join(' '),
  expireTokens: () => 'expire tokens',
  otherCalls: ({ count, fair }) => `${count} calls of others${fair ? '' : ', more than theirs'}`,
  changes: ({ count }) => `${count} changes`,
  mass: ({ what, count }) => `${count} ${what} at once`,
};

/** One action in a few words. */
export function inWords<K extends Action['kind']>(action: ActionOf<K>): string {
  const kind: K = action.kind;
  const words: (action: ActionOf<K>) => string = WORDS[kind];
  return words(action);
}
