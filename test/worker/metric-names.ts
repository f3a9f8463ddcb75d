import { readFile } from 'node:fs/promises';
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

/** A histogram has three series. */
export function isServed(families: ReadonlySet<string>, name: string): boolean {
  return families.has(name) || families.has(name.replace(/_(bucket|sum|count)$/, ''));
}
