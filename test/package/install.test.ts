import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { compile, runNode } from '../library/support.ts';
import { isSecondNode } from '../once.ts';
import { built, inApp, pack, writeApp } from './packed.ts';

// The file that `npm pack` makes, installed into an empty folder: it must do the main job from there. Done once by
// `npm test`, not again on the second Node. Takes a minute and 400 MB for a while.

const OFFLINE = /ENOTCACHED|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH/;

const APP = `import { type ActionsSyncClient, AppError, connectActionsSync, isAppError, type MailAnswer } from 'actions-sync';

export async function mayEmail(client: ActionsSyncClient, address: string): Promise<MailAnswer | undefined> {
  const [answer] = await client.mayEmail([address]);
  return answer;
}
const error: unknown = await connectActionsSync({ env: {} }).catch((reason: unknown) => reason);
if (!isAppError(error)) throw error;
console.log(error instanceof AppError, error.key, error.details.MONGODB_URI);
`;

beforeAll(built);

test.skipIf(isSecondNode)(
  'installed into an empty folder it does the main job, and its types fit',
  async ({ skip }) => {
    const folder = await mkdtemp(join(tmpdir(), 'actions-sync-package-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    writeApp(folder, pack(folder).filename);
    const flags = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'];
    const installed = await inApp(folder, 'npm', ['install', ...flags], 240_000);
    if (installed.code !== 0 && OFFLINE.test(installed.stderr)) skip('no package registry answers');
    expect(installed.stderr, installed.stdout).not.toContain('npm error');
    expect(installed.code, installed.stderr).toBe(0);

    const help = await inApp(folder, 'npx', ['--no-install', 'actions-sync', '--help'], 60_000);
    expect(help).toMatchObject({ code: 0, stdout: expect.stringContaining('Usage: actions-sync <command>') });

    await writeFile(`${folder}/app.ts`, APP);
    expect(compile(folder, ['app.ts'])).toBe('');
    const app = await runNode(`${folder}/app.js`, {});
    expect(app).toMatchObject({ code: 0, stdout: 'true config.environment is not set\n' });

    const args = ['--once', '--ephemeral', '--people', '300', '--changes-per-minute', '6000'];
    const dev = await inApp(folder, 'npx', ['--no-install', 'actions-sync', 'dev', ...args], 240_000);
    expect(dev.code, `${dev.stdout}${dev.stderr}`).toBe(0);
    expect(`${dev.stdout}${dev.stderr}`).toContain('0 missing, 0 too many, 0 different');

    const manifest: unknown = JSON.parse(await readFile(`${folder}/node_modules/actions-sync/package.json`, 'utf8'));
    expect(manifest).toMatchObject({ private: true, engines: { node: expect.any(String) } });
  },
  600_000,
);
