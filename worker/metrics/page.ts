import { markdownTable } from '../../model/markdown-table.ts';
import { COUNTERS, GAUGES, PROCESS_GAUGES } from './definitions.ts';

/** The tables of docs/observability.md. */
function metricsTables(): string {
  const rows = (definitions: Record<string, { help: string; labels: readonly string[] }>) =>
    Object.entries(definitions).map(([name, { help, labels }]) => [
      `\`${name}\``,
      labels.map((label) => `\`${label}\``).join(', '),
      help,
    ]);
  return [
    'From MongoDB, the same in every worker:',
    '',
    ...markdownTable(['Gauge', 'Labels', 'Meaning'], rows(GAUGES)),
    '',
    'Of each worker itself:',
    '',
    ...markdownTable(['Gauge', 'Labels', 'Meaning'], rows(PROCESS_GAUGES)),
    '',
    'Counted by each worker since its start:',
    '',
    ...markdownTable(['Counter', 'Labels', 'Meaning'], rows(COUNTERS)),
  ].join('\n');
}

const BEGIN = '<!-- Generated from worker/metrics/definitions.ts by `npm run docs:metrics`. -->';
const END = '<!-- End of what is generated. -->';

/** The page with its tables as they are now. */
export function withMetricsTables(page: string): string {
  const [before = '', rest = ''] = page.split(BEGIN);
  const after = rest.split(END)[1] ?? '\n';
  return `${before}${BEGIN}\n\n${metricsTables()}\n\n${END}${after}`;
}
