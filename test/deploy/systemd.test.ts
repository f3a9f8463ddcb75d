import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readUnit, textOf } from './files.ts';

const PROCESSES = ['worker', 'api'] as const;
type Process = (typeof PROCESSES)[number];
const nameOf = (process: Process) => `actions-sync-${process}.service`;
/** Of 10; systemd calls up to 2 "OK". */
const EXPOSED_AT_MOST = 2;

/** First line: `systemd 252 (…)`; 0: there is none. */
const version = Number(
  /^systemd (\d+)/.exec(spawnSync('systemd-analyze', ['--version']).stdout?.toString() ?? '')?.[1] ?? 0,
);

/** The unit with programs that this machine has: systemd looks whether they are there. */
function unitHere(of: Process): string {
  const folder = mkdtempSync(join(tmpdir(), 'unit-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, nameOf(of));
  writeFileSync(path, textOf(`deploy/systemd/${nameOf(of)}`).replace('/usr/bin/node', process.execPath));
  return path;
}

it.skipIf(version === 0).each(PROCESSES)('systemd-analyze verify finds nothing: %s', (of) => {
  const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', unitHere(of)]);
  const ours = stderr
    .toString()
    .split('\n')
    .filter((line) => line.includes(nameOf(of)));
  expect([status, ours]).toEqual([0, []]);
});

it.skipIf(version < 250).each(PROCESSES)('systemd-analyze security: little is exposed: %s', (of) => {
  const options = ['--offline=true', `--threshold=${EXPOSED_AT_MOST * 10}`, '--no-pager'];
  const { status, stdout } = spawnSync('systemd-analyze', ['security', ...options, unitHere(of)]);
  expect([status, stdout.toString()]).toEqual([0, expect.stringContaining('Overall exposure level')]);
});

it.each(PROCESSES)('%s: starts again what failed, but not what is configured wrongly, and never runs as root', (of) => {
  const unit = new Map(readUnit(of));
  expect(unit.get('ExecStart')).toBe(`/usr/bin/node /opt/actions-sync/bin/actions-sync.js ${of}`);
  expect(Object.fromEntries(unit)).toMatchObject({
    ...{ Restart: 'on-failure', RestartPreventExitStatus: '2', KillSignal: 'SIGTERM', DynamicUser: 'yes' },
    ...{ NoNewPrivileges: 'yes', ProtectSystem: 'strict', PrivateTmp: 'yes', CapabilityBoundingSet: '' },
  });
  expect(unit.has('MemoryDenyWriteExecute')).toBe(false);
});
