import { rmSync } from 'node:fs';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { openStore } from '../../store/index.ts';
import { failureOf } from '../salesforce/rig.ts';
import { mongoUri } from '../store/uri.ts';
import { makeCertificates } from './certificates.ts';
import { tlsInFrontOf } from './servers.ts';

const made = makeCertificates();
afterAll(() => {
  if (made !== null) rmSync(made.dir, { recursive: true });
});

describe.skipIf(made === null)('TLS to MongoDB (needs openssl for certificates)', () => {
  const certificates = made as NonNullable<typeof made>;
  const { ca, client } = certificates;
  const open = (port: number, options: Record<string, string>, host = '127.0.0.1') =>
    openStore({
      uri: `mongodb://${host}:${port}/?${String(new URLSearchParams({ directConnection: 'true', ...options }))}`,
      ...{ dbName: 'test_tls', serverSelectionTimeoutMs: 3_000 },
    });

  it('the options of MONGODB_URI reach the driver: authority and certificate', async () => {
    const { port, clients } = await tlsInFrontOf(new URL(mongoUri()), certificates, true);
    const store = await open(port, { tls: 'true', tlsCAFile: ca, tlsCertificateKeyFile: client });
    onTestFinished(() => store.close());
    await store.ping();
    expect(new Set(clients)).toEqual(new Set(['client']));
  });

  it('an authority that nobody knows is told apart from a server that is away', async () => {
    const { port } = await tlsInFrontOf(new URL(mongoUri()), certificates);
    const error = await failureOf(open(port, { tls: 'true' }));
    expect(error).toMatchObject({
      key: 'store.tls',
      details: { reason: expect.stringMatching(/UNABLE_TO|SELF_SIGNED/) },
    });
    expect((await failureOf(open(1, { tls: 'true' }))).key).toBe('store.unreachable');
  });
});
