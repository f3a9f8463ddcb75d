import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const IDS = fileURLToPath(new URL('./schemathesis.toml', import.meta.url));
const CHECKS = [
  ...['not_a_server_error', 'content_type_conformance', 'status_code_conformance', 'response_schema_conformance'],
];
/** Beyond its own budget: for what it has begun. */
const LATE_MS = 30_000;

export interface RunOptions {
  program: string;
  port: number;
  /** coverage: every boundary of each schema, one by one; fuzzing: at random, with the same seed each time. */
  phases: readonly ('coverage' | 'fuzzing')[];
  /** It ends then, with what it has seen: a slow machine makes it see less, not fail. */
  seconds: number;
  /** Whether what `fill` has stored is there. */
  isFilled: boolean;
}

export interface RunResult {
  /** How many operations were called. */
  tested: number;
  /** What was found, with how to have it again; empty: nothing. */
  problems: string;
}

/** Calls every operation of /api/openapi.json as an admin. */
export async function runSchemathesis({ program, port, phases, seconds, isFilled }: RunOptions): Promise<RunResult> {
  // It keeps a folder of its own where it runs.
  const folder = await mkdtemp(join(tmpdir(), 'schemathesis-'));
  const args = [
    ...(isFilled ? ['--config-file', IDS] : []),
    ...['run', `http://127.0.0.1:${port}/api/openapi.json`, '--header', 'x-test-scope: admin'],
    ...['--checks', CHECKS.join(), '--phases', phases.join(), '--max-time', String(seconds), '--seed', '1'],
    ...['--no-shrink', '--continue-on-failure', '--generation-database', 'none', '--request-timeout', '15'],
    // Streams have no end.
    ...['--exclude-path-regex', '/events$', '--no-color', '--warnings', 'off'],
  ];
  try {
    return await new Promise((resolve) => {
      const options = { cwd: folder, timeout: seconds * 1_000 + LATE_MS, maxBuffer: 100_000_000 };
      execFile(program, args, options, (error, stdout, stderr) => {
        const tested = Number(/Tested: +(\d+)/.exec(stdout)?.[1] ?? 0);
        if (error === null) resolve({ tested, problems: '' });
        else resolve({ tested, problems: `${error.killed === true ? 'not over in time\n' : ''}${stdout}\n${stderr}` });
      });
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
