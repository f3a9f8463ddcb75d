import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';

const DEPLOY = new URL('../../deploy/', import.meta.url);
const NAME = /\b(?:actions_sync|temporal|process|nodejs)_[a-zA-Z0-9_]+/g;

interface Rules {
  groups: { rules: { alert: string; expr: string; for?: string; annotations: Record<string, string> }[] }[];
}
interface Dashboard {
  templating: { list: { name: string; query?: unknown }[] };
  panels: { title: string; targets?: { expr: string }[]; panels?: Dashboard['panels'] }[];
}

export async function readRules() {
  const rules = parse(await readFile(new URL('prometheus/alerts.yml', DEPLOY), 'utf8')) as Rules;
  return rules.groups.flatMap((group) => group.rules);
}

export async function readDashboard(): Promise<Dashboard> {
  return JSON.parse(await readFile(new URL('grafana/actions-sync.json', DEPLOY), 'utf8')) as Dashboard;
}

/** Every PromQL expression that is deployed, by its file. */
export async function readDeployed(): Promise<{ file: string; expressions: string[] }[]> {
  const [rules, dashboard] = await Promise.all([readRules(), readDashboard()]);
  return [
    { file: 'alerts.yml', expressions: rules.map(({ expr }) => expr) },
    {
      file: 'actions-sync.json',
      expressions: dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
    },
  ];
}

/** Names of metrics in a PromQL expression, labels and texts aside. */
export function metricNamesIn(expression: string): string[] {
  return expression.replaceAll(/"[^"]*"/g, '""').match(NAME) ?? [];
}

/** Temporal's SDK serves these only once something has failed. */
const RARE = [
  'temporal_workflow_task_execution_failed_total',
  'temporal_request_failure_total',
  'temporal_long_request_failure_total',
];

/** A histogram has three series. A rare one is served as far as the SDK's native half has it. */
export function isServed(families: ReadonlySet<string>, name: string): boolean {
  if (RARE.includes(name)) return nativeHalf().includes(name.replace(/^temporal_|_total$/g, ''));
  return families.has(name) || families.has(name.replace(/_(bucket|sum|count)$/, ''));
}

/** The SDK's, of this machine. */
function nativeHalf(): Buffer {
  const releases = join(
    dirname(createRequire(import.meta.url).resolve('@temporalio/core-bridge/package.json')),
    'releases',
  );
  const own = readdirSync(releases).find(
    (name) =>
      name.startsWith({ x64: 'x86_64', arm64: 'aarch64' }[process.arch as 'x64' | 'arm64']) &&
      name.includes(process.platform),
  );
  return readFileSync(join(releases, own ?? '', 'index.node'));
}
