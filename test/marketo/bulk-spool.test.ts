import { createHash } from 'node:crypto';
import { mkdtemp, open, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openSpool } from '../../marketo/bulk/spool.ts';
import { collect, jobOf, openSpools, partOf, peopleFile } from './bulk.ts';
import { CONTEXT, failureOf, startRig } from './rig.ts';

const FILE = peopleFile(60);

/** An empty folder that is the temp folder until the test ends. */
async function ownTempFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'actions-sync-spool-test-'));
  vi.stubEnv('TMPDIR', folder);
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
  });
  return folder;
}

/** Makes one method of every open file do something else, with the real one at hand, until the test ends. */
async function replace(
  method: 'write' | 'read',
  work: (real: (...given: unknown[]) => unknown, given: unknown[]) => unknown,
) {
  const handle = await open(import.meta.filename, 'r');
  const methods = Object.getPrototypeOf(handle) as Record<typeof method, (...given: unknown[]) => unknown>;
  await handle.close();
  const real = methods[method];
  const spy = vi.spyOn(methods, method).mockImplementation(function (this: unknown, ...given) {
    return work(real.bind(this), given);
  });
  onTestFinished(() => spy.mockRestore());
}

async function rowsOf(file: Buffer, bytes = file.length) {
  const { server, client, ledger } = await startRig();
  server.answerRest = (call) => partOf(file, call);
  const rows = client.bulkLeads.rows(jobOf(file, { bytes }), { fields: ['email'], batchSize: 10 }, CONTEXT);
  return { read: () => collect(rows), server, ledger };
}

const systemError = (code: string) => Object.assign(new Error(`${code}: /tmp/for-ada`), { code });

describe('a spool', () => {
  it('gives back what was appended, and its SHA-256', async () => {
    const spool = await openSpool(FILE.length);
    await spool.append(Buffer.from('to be forgotten'));
    await spool.clear();
    await spool.append(FILE.subarray(0, 700));
    await spool.append(FILE.subarray(700));
    expect(spool.bytes).toBe(FILE.length);
    expect(spool.sha256()).toBe(createHash('sha256').update(FILE).digest('hex'));
    expect(Buffer.concat([await spool.read(0, 1_000), await spool.read(1_000, 1_000_000)])).toEqual(FILE);
    await spool.close();
  });

  it('stores all of a chunk where the system takes a part only', async () => {
    const spool = await openSpool(FILE.length);
    await replace('write', (real, [chunk, from, length, at]) => real(chunk, from, Math.min(Number(length), 100), at));
    await spool.append(FILE);
    expect(await spool.read(0, 1_000_000)).toEqual(FILE);
    await spool.close();
  });

  it('leaves no name in the temp folder, and nobody else can read it', async () => {
    const folder = await ownTempFolder();
    const spool = await openSpool(10);
    if (process.platform !== 'win32') expect(await readdir(folder)).toEqual([]);
    for (const path of (await openSpools()) ?? []) expect((await stat(path)).mode & 0o777).toBe(0o600);
    await spool.close();
    expect(await readdir(folder)).toEqual([]);
    expect((await openSpools()) ?? []).toEqual([]);
  });
});

describe('a temp folder', () => {
  it('with too little space is told before anything is fetched', async () => {
    const { read, ledger } = await rowsOf(FILE, Number.MAX_SAFE_INTEGER);
    const error = await failureOf(read());
    expect(error).toMatchObject({ key: 'marketo.bulk.diskFull', details: { needed: Number.MAX_SAFE_INTEGER } });
    expect(error.entry.class).toBe('config');
    expect(ledger.requests).toEqual([]);
  });

  it.each([
    ['is missing', 'missing', 'ENOENT'],
    ['is a file', 'file', 'ENOTDIR'],
  ])('that %s is told before anything is fetched', async (_, name, reason) => {
    const folder = await ownTempFolder();
    await writeFile(join(folder, 'file'), '');
    vi.stubEnv('TMPDIR', join(folder, name));
    const { read, ledger } = await rowsOf(FILE);
    const error = await failureOf(read());
    expect(error).toMatchObject({ key: 'marketo.bulk.tempFolder', details: { reason: expect.stringMatching(reason) } });
    expect(error.entry.class).toBe('config');
    expect(error.message).not.toContain(folder);
    expect(ledger.requests).toEqual([]);
  });

  it.each([
    ['ENOSPC', 'marketo.bulk.diskFull'],
    ['EDQUOT', 'marketo.bulk.diskFull'],
    ['EIO', 'marketo.bulk.tempFolder'],
  ])('that fails with %s while the file comes is %s, and costs no further call', async (code, key) => {
    const { read, server, ledger } = await rowsOf(FILE);
    await replace('write', () => Promise.reject(systemError(code)));
    const error = await failureOf(read());
    expect(error).toMatchObject({ key, details: { reason: code } });
    expect(error.message).not.toContain('ada');
    expect(error.cause).toBeUndefined();
    expect([server.restCalls.length, ledger.outcomes]).toEqual([1, ['done']]);
  });

  it('that can’t be read back is marketo.bulk.tempFolder', async () => {
    const { read } = await rowsOf(FILE);
    await replace('read', () => Promise.resolve({ bytesRead: 0 }));
    expect(await failureOf(read())).toMatchObject({ key: 'marketo.bulk.tempFolder', details: { reason: 'short' } });
  });
});
