import { parseArgs } from 'node:util';

export const MARKS = [
  'limited',
  'unlimited',
  'bulk',
  'memory',
  'history',
  'latency',
  'push',
  'idle',
  'activities',
  'burst',
  'intake',
  'http',
  'status',
  'sse',
  'search',
  'panel',
  'check',
] as const;
export type MarkName = (typeof MARKS)[number];

export interface BenchOptions {
  people: number;
  only: ReadonlySet<MarkName>;
  quick: boolean;
  json: boolean;
}

export const USAGE = `npm run bench -- [--people N] [--only NAME]… [--quick] [--json]
  --people N   people of the largest run, 1,000 to 1,000,000 (default 100,000; with --quick 10,000)
  --only NAME  one mark, may be repeated: ${MARKS.join(', ')}
  --quick      small and short (two to three minutes): shows that the bench works, measures little
  --json       one JSON document on standard output instead of the table`;

/** @throws TypeError or RangeError with a text for people */
export function readOptions(args: string[]): BenchOptions {
  const { values } = parseArgs({
    args,
    options: {
      people: { type: 'string' },
      only: { type: 'string', multiple: true },
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const people = Number(values.people ?? (values.quick ? 10_000 : 100_000));
  if (!Number.isInteger(people) || people < 1_000 || people > 1_000_000) {
    throw new RangeError(`--people must be a whole number from 1,000 to 1,000,000, not ${values.people}`);
  }
  const only = new Set((values.only ?? MARKS).map(markName));
  return { people, only, quick: values.quick, json: values.json };
}

function markName(given: string): MarkName {
  const found = MARKS.find((mark) => mark === given);
  if (found === undefined) throw new RangeError(`--only must be one of ${MARKS.join(', ')}, not ${given}`);
  return found;
}
