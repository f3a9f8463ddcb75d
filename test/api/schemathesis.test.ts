import { expect, it } from 'vitest';
import { DEFAULT_ACCESS } from '../../api/access/settings.ts';
import { listen } from '../../api/listen.ts';
import { afterFile } from '../worker/rig.ts';
import { installSchemathesis } from './schemathesis/install.ts';
import { type RunOptions, type RunResult, runSchemathesis } from './schemathesis/run.ts';
import { fill } from './support/filled.ts';
import { openApi } from './support/rig.ts';

const defer = afterFile();
const installed = installSchemathesis();
const isMissing = 'missing' in installed;
const where = (place: string) => (isMissing ? `${place} (skipped: ${installed.missing})` : place);

async function run(options: Pick<RunOptions, 'phases' | 'seconds' | 'isFilled'>): Promise<RunResult> {
  const rig = await openApi(defer, { access: { ...DEFAULT_ACCESS, requestsPerMinute: 1_000_000 } });
  if (options.isFilled) await fill(rig);
  const port = await listen(rig.api, '127.0.0.1:0');
  return runSchemathesis({ ...options, program: isMissing ? '' : installed.program, port });
}

it.skipIf(isMissing)(
  where('answers whatever is sent as it has promised, with a database that is empty'),
  async () => {
    const { tested, problems } = await run({ phases: ['fuzzing'], seconds: 20, isFilled: false });
    expect(problems).toBe('');
    expect(tested).toBeGreaterThan(0);
  },
  90_000,
);

it.skipIf(isMissing)(
  where('answers whatever is sent as it has promised, with one that holds something'),
  async () => {
    const { tested, problems } = await run({ phases: ['coverage', 'fuzzing'], seconds: 40, isFilled: true });
    expect(problems).toBe('');
    expect(tested).toBeGreaterThan(0);
  },
  90_000,
);
