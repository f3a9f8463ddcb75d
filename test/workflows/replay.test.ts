import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DefaultLogger, Runtime, Worker, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { beforeAll, describe, expect, it } from 'vitest';
import { startMarketoSimulator } from '../../simulators/marketo/index.ts';
import * as workflows from '../../workflows/index.ts';
import { allText } from '../worker/histories.ts';
import { personalTexts } from '../worker/people.ts';
import { bundleWorkflows } from './temporal.ts';

const FOLDER = fileURLToPath(new URL('../histories/', import.meta.url));
// Saved by scripts/save-histories.ts: `<workflow>/<case>.json`.
const NAMES = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));
const read = (name: string): unknown => JSON.parse(readFileSync(`${FOLDER}${name}`, 'utf8'));

let current: WorkflowBundleWithSourceMap;
let broken: WorkflowBundleWithSourceMap;

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
  current = await bundleWorkflows(new URL('../../workflows/index.ts', import.meta.url));
  broken = await bundleWorkflows(new URL('./broken/index.ts', import.meta.url));
});

it('every workflow has a saved history', () => {
  expect(new Set(NAMES.map((name) => name.split('/')[0]))).toEqual(new Set(Object.keys(workflows)));
});

describe.each(NAMES)('%s', (name) => {
  it('is replayed by the workflows of today', async () => {
    await Worker.runReplayHistory({ workflowBundle: current }, read(name));
  });

  it('fails with a workflow whose commands were changed', async () => {
    await expect(Worker.runReplayHistory({ workflowBundle: broken }, read(name))).rejects.toBeInstanceOf(
      DeterminismViolationError,
    );
  });

  it('holds nothing personal', async () => {
    // The people of scripts/save-histories.ts.
    const simulator = await startMarketoSimulator({ people: 300 });
    const personal = new Set(personalTexts(simulator.instance));
    await simulator.close();
    expect(personal.size).toBeGreaterThan(300);
    const text = allText(read(name));
    expect([...personal].filter((value) => text.includes(value))).toEqual([]);
    expect(text).not.toMatch(/[\w.]@[\w-]+(\.[a-z]{2,})+/i);
  });
});
