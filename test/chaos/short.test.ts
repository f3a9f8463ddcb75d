import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { descendantsOf, gone } from '../e2e/processes.ts';

const main = fileURLToPath(new URL('../../dist/chaos/main.js', import.meta.url));
/** The stack is killed with its workers, then a worker; in the second act two more. */
const SHORT = ['--seed', '47', '--rounds', '4', '--people', '3000', '--flow', 'people'];

/** The stack is killed with its workers, then a worker, and an intake in the middle; calls lose their answers. */
const LOGGING = ['--seed', '285', '--rounds', '2', '--people', '3000', '--flow', 'activities', '--activities', '300'];

/** `npm run chaos` as a user starts it, with no servers from the environment. */
class Run {
  out = '';
  err = '';
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;

  constructor(args: readonly string[]) {
    const env = { ...process.env };
    for (const name of Object.keys(env)) if (/^(MONGODB|TEMPORAL|MARKETO|SALESFORCE)_/.test(name)) delete env[name];
    this.child = spawn(process.execPath, [main, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child.stdout?.on('data', (chunk) => {
      this.out += String(chunk);
    });
    this.child.stderr?.on('data', (chunk) => {
      this.err += String(chunk);
    });
    this.ended = new Promise((resolve) => this.child.once('exit', resolve));
    onTestFinished(() => void this.child.kill('SIGKILL'));
  }
}

interface Document {
  ok: boolean;
  error: string | null;
  findings: { name: string; found: number; allowed: number }[];
  facts: Record<string, number | string>;
}

describe('npm run chaos', () => {
  it.each(['ids', 'bulk'])(
    'short, by %s: workers and the whole stack are killed, and nobody is lost or doubled',
    async (strategy) => {
      const run = new Run([...SHORT, '--strategy', strategy, '--json']);
      expect(await run.ended, `${run.err}\n${run.out}`).toBe(0);
      const report = JSON.parse(run.out) as Document;
      expect(report).toMatchObject({ ok: true, error: null });
      const found = new Map(report.findings.map((finding) => [finding.name, finding.found]));
      for (const name of ['people lost', 'people doubled', 'people with other values', 'visible people missing']) {
        expect(found.get(name), name).toBe(0);
      }
      expect(found.get('processes left')).toBe(0);
      const { facts } = report;
      expect(facts['workers killed with -9']).toBeGreaterThanOrEqual(2);
      expect(facts['stacks killed with -9']).toBeGreaterThanOrEqual(1);
      expect(facts['APIs killed with -9']).toBeGreaterThanOrEqual(1);
      expect(facts['pushed people read']).toBeGreaterThan(20);
      expect(facts['people compared']).toBeGreaterThan(1_500);
      expect(facts['kinds of fault that happened']).toBeGreaterThan(5);
    },
    480_000,
  );

  it('short, of sales activities: each one taken is logged once in Marketo and once in Salesforce', async () => {
    const run = new Run([...LOGGING, '--strategy', 'ids', '--json']);
    expect(await run.ended, `${run.err}\n${run.out}`).toBe(0);
    const report = JSON.parse(run.out) as Document;
    expect(report).toMatchObject({ ok: true, error: null });
    const found = new Map(report.findings.map((finding) => [finding.name, finding.found]));
    for (const vendor of ['activities lost in Marketo', 'activities doubled in Marketo', 'Tasks lost in Salesforce']) {
      expect(found.get(vendor), vendor).toBe(0);
    }
    expect(found.get('processes left')).toBe(0);
    const { facts } = report;
    expect(facts['activities logged']).toBe(300);
    expect(facts['Tasks in Salesforce']).toBeGreaterThan(80);
    expect(facts['workers killed with -9']).toBeGreaterThanOrEqual(1);
    expect(facts['stacks killed with -9']).toBeGreaterThanOrEqual(1);
    expect(facts['killed with -9 at it']).toBeGreaterThanOrEqual(1);
  }, 480_000);

  it('Ctrl-C in the middle ends with 130 and leaves no process', async () => {
    const run = new Run([...SHORT, '--rounds', '50']);
    await expect.poll(() => run.err, { timeout: 60_000, interval: 50 }).toMatch(/^ 1\/50/m);
    const children = await descendantsOf(run.child.pid ?? 0);
    expect(children.length).toBeGreaterThanOrEqual(4);
    run.child.kill('SIGINT');
    expect(await run.ended, run.err).toBe(130);
    expect(await gone(children, 5_000)).toBe(true);
  }, 120_000);

  it('a wrong option is told with the usage, and nothing is started', async () => {
    const run = new Run(['--rounds', '0']);
    expect(await run.ended).toBe(1);
    expect(run.err).toContain('--rounds must be a whole number');
    expect(run.err).toContain('npm run chaos --');
  });
});
