import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it, test } from 'vitest';
import { withMetricsTables } from '../../worker/metrics/page.ts';
import { readDashboard, readRules } from './metric-names.ts';
import { findPromtool } from './promtool.ts';

const run = promisify(execFile);
const folder = fileURLToPath(new URL('../../deploy/prometheus/', import.meta.url));

const promtool = findPromtool();

it.skipIf(promtool === null)(
  'promtool accepts the rules and the configuration, and every rule fires and clears',
  async () => {
    const ask = (...args: string[]) => run(promtool ?? '', args, { cwd: folder });
    expect((await ask('check', 'rules', 'alerts.yml')).stdout).toContain('SUCCESS');
    expect((await ask('check', 'config', 'prometheus.yml')).stdout).toContain('SUCCESS');
    expect((await ask('test', 'rules', 'alerts.test.yml')).stdout).toContain('SUCCESS');
  },
);

test('every rule says what is wrong, what to do and where the runbook has it, and is rehearsed', async () => {
  const [rules, rehearsed] = await Promise.all([readRules(), readFile(`${folder}alerts.test.yml`, 'utf8')]);
  expect(rules.length).toBeGreaterThan(9);
  for (const { alert, annotations, for: forTime } of rules) {
    expect(annotations.summary, alert).toMatch(/\S/);
    expect(annotations.description, alert).toMatch(/[.]$/);
    expect(annotations.runbook, alert).toMatch(/^docs\/operations\.md#[a-z0-9-]+$/);
    expect(forTime, alert).toMatch(/^\d+m$/);
    expect(rehearsed, alert).toContain(`alertname: ${alert}`);
  }
});

const runbook = new URL('../../docs/operations.md', import.meta.url);

/** As GitHub makes an anchor of a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

it.skipIf(!existsSync(runbook))('every rule leads to an entry of docs/operations.md', async () => {
  const page = await readFile(runbook, 'utf8');
  const anchors = new Set([...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading)));
  const wanted = (await readRules()).map(({ annotations }) => annotations.runbook?.split('#')[1] ?? '');
  expect(wanted.filter((anchor) => !anchors.has(anchor))).toEqual([]);
});

test('the dashboard has one panel per place, each with a title, a description and a question', async () => {
  const { panels, templating } = await readDashboard();
  expect(templating.list.map(({ name }) => name)).toEqual(['datasource', 'sync_instance']);
  const shown = panels.filter(({ targets }) => targets !== undefined);
  expect(new Set(shown.map(({ title }) => title)).size).toBe(shown.length);
  for (const { targets = [], title } of shown) {
    for (const { expr } of targets) expect(expr, title).toContain('$sync_instance');
  }
});

test('docs/observability.md lists the metrics as `npm run docs:metrics` writes them', async () => {
  const page = await readFile(new URL('../../docs/observability.md', import.meta.url), 'utf8');
  expect(withMetricsTables(page)).toBe(page);
});
