import { parseArgs } from 'node:util';

/** How everyone is read; the CRM scan needs Salesforce. */
export const STRATEGIES = ['ids', 'bulk'] as const;
export type Strategy = (typeof STRATEGIES)[number];

/** What is under test: everyone read and all changes followed, sales activities logged, or both at once. */
export const FLOWS = ['people', 'activities', 'both'] as const;
export type FlowChoice = (typeof FLOWS)[number];

export interface ChaosOptions {
  seed: number;
  rounds: number;
  people: number;
  strategy: Strategy | 'both';
  flow: FlowChoice;
  /** Sales activities to be logged; 0 where people alone are under test. */
  activities: number;
  json: boolean;
}

export const USAGE = `npm run chaos -- [--seed S] [--rounds N] [--people N] [--strategy NAME] [--flow NAME] [--activities N] [--json]
  --seed S         the same seed makes the same plan (default: a new one, which is printed)
  --rounds N       1 to 10,000 (default 100; below 20 a short form without long waits)
  --people N       people in Marketo, 1,000 to 1,000,000 (default 50,000)
  --strategy NAME  how everyone is read: ${STRATEGIES.join(', ')} or both (default both)
  --flow NAME      what is under test: ${FLOWS.join(', ')} (default both)
  --activities N   sales activities logged, 1 to 100,000 (default 2,000)
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
      flow: { type: 'string', default: 'both' },
      activities: { type: 'string', default: '2000' },
      json: { type: 'boolean', default: false },
    },
  });
  const flow = oneOf('--flow', FLOWS, values.flow);
  const activities = whole('--activities', values.activities, 1, 100_000);
  return {
    seed: whole('--seed', values.seed ?? String(Date.now() % 1_000_000), 0, 2 ** 31 - 1),
    rounds: whole('--rounds', values.rounds, 1, 10_000),
    people: whole('--people', values.people, 1_000, 1_000_000),
    strategy: oneOf('--strategy', [...STRATEGIES, 'both'], values.strategy),
    flow,
    activities: flow === 'people' ? 0 : activities,
    json: values.json,
  };
}

function whole(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new RangeError(`${name} must be a whole number from ${least} to ${most}, not ${text}`);
}

function oneOf<const T extends string>(option: string, names: readonly T[], text: string): T {
  const found = names.find((name) => name === text);
  if (found !== undefined) return found;
  throw new RangeError(`${option} must be ${names.slice(0, -1).join(', ')} or ${names.at(-1)}, not ${text}`);
}

/** The command that plays the same plan again. */
export function replayCommand({ seed, rounds, people, strategy, flow, activities }: ChaosOptions): string {
  const logged = flow === 'people' ? '' : ` --activities ${activities}`;
  return `npm run chaos -- --seed ${seed} --rounds ${rounds} --people ${people} --strategy ${strategy} --flow ${flow}${logged}`;
}
