import { rmSync } from 'node:fs';
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { connectTemporal } from '../../client/cli/lib/temporal.ts';
import { runWorker } from '../../worker/index.ts';
import { failureOf } from '../salesforce/rig.ts';
import { openWorkerRig } from '../worker/rig.ts';
import { temporalAddress } from '../workflows/temporal.ts';
import { makeCertificates } from './certificates.ts';
import { refusingTemporal, tlsInFrontOf } from './servers.ts';

const made = makeCertificates();
afterAll(() => {
  if (made !== null) rmSync(made.dir, { recursive: true });
});

/** Variables of the environment until the test ends. */
function given(variables: Record<string, string>): void {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  vi.stubEnv('TEMPORAL_CONFIG_FILE', '/nowhere/temporal.toml');
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
}

describe.skipIf(made === null)('TLS to Temporal (needs openssl for certificates)', () => {
  const certificates = made as NonNullable<typeof made>;
  const { ca, dir } = certificates;
  const CLIENT = {
    TEMPORAL_TLS_CLIENT_CERT_PATH: `${dir}/client.pem`,
    TEMPORAL_TLS_CLIENT_KEY_PATH: `${dir}/client.key`,
  };
  const front = (mutual = false) => tlsInFrontOf(new URL(`tcp://${temporalAddress()}`), certificates, mutual);

  it('commands and the worker trust the authority given and show their certificate', async () => {
    const rig = await openWorkerRig({ people: 1 }, (cleanUp) => onTestFinished(async () => void (await cleanUp())));
    const { port, clients } = await front(true);
    given({ TEMPORAL_ADDRESS: `127.0.0.1:${port}`, TEMPORAL_TLS_SERVER_CA_CERT_PATH: ca, ...CLIENT });
    const link = await connectTemporal();
    expect(link.namespace).toBe('default');
    await link.close();
    expect(clients).toEqual(['client']);
    const stopping = new AbortController();
    const ready = vi.fn(() => stopping.abort());
    await runWorker({ env: rig.env, signal: stopping.signal, ready });
    expect(ready).toHaveBeenCalled();
    expect(new Set(clients)).toEqual(new Set(['client']));
    expect(clients.length).toBeGreaterThan(2);
  }, 60_000);

  it.each<[string, Record<string, string>, RegExp]>([
    ['an authority that nobody knows', { TEMPORAL_TLS: 'true' }, /UNABLE_TO_VERIFY|SELF_SIGNED/],
    [
      'another name than the certificate’s',
      { TEMPORAL_TLS_SERVER_CA_CERT_PATH: ca, TEMPORAL_TLS_SERVER_NAME: 'other.example' },
      /ERR_TLS_CERT_ALTNAME_INVALID/,
    ],
    ['no TLS on our side', {}, /the server speaks TLS/],
  ])(
    '%s is told apart from a server that is away',
    async (_, variables, reason) => {
      const { port } = await front();
      given({ TEMPORAL_ADDRESS: `localhost:${port}`, ...variables });
      const error = await failureOf(connectTemporal());
      expect(error).toMatchObject({ key: 'temporal.tls', details: { reason: expect.stringMatching(reason) } });
    },
    30_000,
  );

  it('a server without TLS is told, too, and one that is away is just away', async () => {
    given({ TEMPORAL_ADDRESS: temporalAddress(), TEMPORAL_TLS: 'true' });
    expect((await failureOf(connectTemporal())).key).toBe('temporal.tls');
    given({ TEMPORAL_ADDRESS: '127.0.0.1:1' });
    expect((await failureOf(connectTemporal())).key).toBe('temporal.unreachable');
  }, 30_000);

  it('the API key goes along, and a refused one is told without it', async () => {
    const { port, keys } = await refusingTemporal(certificates);
    given({ TEMPORAL_ADDRESS: `127.0.0.1:${port}`, TEMPORAL_TLS_SERVER_CA_CERT_PATH: ca, TEMPORAL_API_KEY: 'hunter2' });
    const error = await failureOf(connectTemporal());
    expect(error.key).toBe('temporal.denied');
    expect(`${error.message} ${JSON.stringify(error)}`).not.toContain('hunter2');
    expect(new Set(keys)).toEqual(new Set(['Bearer hunter2']));
  }, 30_000);
});
