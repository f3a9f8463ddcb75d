import { parseArgs } from 'node:util';

export const STRATEGIES = ['idScan', 'bulkExtract'] as const;
/** How everyone is read. */
export type Strategy = (typeof STRATEGIES)[number];

export interface ChaosOptions {
  seed: number;
  rounds: number;
  people: number;
  strategy: Strategy | 'both';
  json: boolean;
}

export const USAGE = `npm run chaos -- [--seed S] [--rounds N] [--people N] [--strategy NAME] [--json]
  --seed S         the same seed makes the same plan (default: a new one, which is printed)
  --rounds N       1 to 10,000 (default 100; below 20 a short form without long waits)
  --people N       people in Marketo, 1,000 to 1,000,000 (default 50,000)
  --strategy NAME  how everyone is read: ${STRATEGIES.join(', ')} or both (default both)
  --json           one JSON document on standard output instead of the table`;

/** @throws TypeError or RangeError with a text for people */
export function readOptions(args: string[]): ChaosOptions {
  const { values } = parseArgs({
    args,
    options: {
      seed: { type: 'string' },
      rounds: { type: 'string', default: '100' },
      people: { type: 'string', default: '50000' },
      strategy: { type: 'string', default: 'both' },
      json: { type: 'boolean', default: false },
    },
  });
  return {
    seed: whole('--seed', values.seed ?? String(Date.now() % 1_000_000), 0, 2 ** 31 - 1),
    rounds: whole('--rounds', values.rounds, 1, 10_000),
    people: whole('--people', values.people, 1_000, 1_000_000),
    strategy: strategyOf(values.strategy),
    json: values.json,
  };
}

function whole(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new RangeError(`${name} must be a whole number from ${least} to ${most}, not ${text}`);
}

function strategyOf(text: string): ChaosOptions['strategy'] {
  const found = [...STRATEGIES, 'both' as const].find((name) => name === text);
  if (found === undefined) throw new RangeError(`--strategy must be ${STRATEGIES.join(', ')} or both, not ${text}`);
  return found;
}

/** The command that plays the same plan again. */
export function replayCommand({ seed, rounds, people, strategy }: ChaosOptions): string {
  return `npm run chaos -- --seed ${seed} --rounds ${rounds} --people ${people} --strategy ${strategy}`;
}
