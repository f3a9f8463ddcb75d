import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { encryptionCodec } from '../../client/encryption/codec.ts';
import { decodePayload, encodePayload } from '../../client/encryption/payload-bytes.ts';
import { readEnvironment } from '../../model/env.ts';
import { type KeyRing, parseKeyRing } from '../../model/key-ring.ts';
import { failureOf } from '../salesforce/rig.ts';

const text = (id: string, bytes = 32) => `${id}:${randomBytes(bytes).toString('base64')}`;
const [OLD, NEW] = [text('2026-01'), text('2026-02')];

function ringOf(...keys: string[]): KeyRing {
  const ring = parseKeyRing(keys.join(','));
  if (ring === null) throw new Error('no ring');
  return ring;
}

const payload = (value: unknown): Payload => defaultPayloadConverter.toPayload(value);
const read = (given: Payload | undefined): unknown => given && defaultPayloadConverter.fromPayload(given);
const first = ([one]: Payload[]): Payload => one ?? {};

describe('the codec', () => {
  it.each([null, undefined, '', 'marker', { a: [1, 'ü'] }, 'x'.repeat(100_000)])(
    'gives back what went in: %j',
    async (value) => {
      const codec = encryptionCodec(ringOf(NEW));
      const sent = await codec.encode([payload(value), payload(value)]);
      expect((await codec.decode(sent)).map(read)).toEqual([value, value]);
      expect(first(sent).data).not.toEqual(sent[1]?.data);
    },
  );

  it('hides the text and the metadata, and names the key', async () => {
    const sent = first(await encryptionCodec(ringOf(NEW, OLD)).encode([payload('marker')]));
    const shown = Object.entries(sent.metadata ?? {}).map(([name, value]) => [name, Buffer.from(value).toString()]);
    expect(Object.fromEntries(shown)).toEqual({ encoding: 'binary/encrypted', 'encryption-key-id': '2026-02' });
    expect(Buffer.from(sent.data ?? []).toString('latin1')).not.toMatch(/marker|json/);
  });

  it('reads what an older key encrypted, and what was never encrypted', async () => {
    const old = await encryptionCodec(ringOf(OLD)).encode([payload('old')]);
    const codec = encryptionCodec(ringOf(NEW, OLD));
    expect((await codec.decode([...old, payload('plain')])).map(read)).toEqual(['old', 'plain']);
  });

  it('says which key is missing', async () => {
    const sent = await encryptionCodec(ringOf(OLD)).encode([payload('x')]);
    const error = await failureOf(encryptionCodec(ringOf(NEW)).decode(sent));
    expect(error).toMatchObject({ key: 'temporal.payloadKeyMissing', details: { key: '2026-01' } });
  });

  it.each([
    ['another key under the same id', (sent: Payload) => sent, ringOf(text('2026-02'))],
    ['a bit changed', ({ data, ...rest }: Payload) => ({ ...rest, data: flipped(data) }), ringOf(NEW)],
    ['its end cut off', ({ data, ...rest }: Payload) => ({ ...rest, data: data?.subarray(0, 20) }), ringOf(NEW)],
    ['no data', ({ metadata }: Payload) => ({ metadata }), ringOf(NEW)],
  ])('refuses %s', async (_, change, ring) => {
    const sent = first(await encryptionCodec(ringOf(NEW)).encode([payload('secret')]));
    const error = await failureOf(encryptionCodec(ring).decode([change(sent)]));
    expect(error).toMatchObject({ key: 'temporal.payloadUnreadable', details: { key: '2026-02' } });
  });

  it('writes payloads as Temporal does, and skips fields it does not know', () => {
    const bytes = encodePayload({ metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from('1') });
    expect(Buffer.from(bytes).toString('hex')).toBe('0a160a08656e636f64696e67120a6a736f6e2f706c61696e120131');
    const more = Buffer.concat([bytes, Buffer.from([0x18, 0x05, 0x22, 0x01, 0x41])]);
    expect(read(decodePayload(more))).toBe(1);
  });
});

function flipped(data: Uint8Array | null | undefined): Buffer {
  const copy = Buffer.from(data ?? []);
  copy.writeUInt8(copy.readUInt8(15) ^ 1, 15);
  return copy;
}

describe('keys', () => {
  it('are read in their order; the first encrypts', () => {
    const ring = ringOf(NEW, ` ${OLD} `);
    expect([ring.current.id, [...ring.byId.keys()]]).toEqual(['2026-02', ['2026-02', '2026-01']]);
  });

  it.each([
    ['too short', text('a', 16)],
    ['no id', randomBytes(32).toString('base64')],
    ['an id with blanks', text('a b')],
    ['an id twice', `${text('a')},${text('a')}`],
    ['an empty part', `${text('a')},`],
    ['no base64', `a:${'!'.repeat(44)}`],
  ])('with %s are refused, and not repeated', (_, keys) => {
    expect(parseKeyRing(keys)).toBeNull();
    expect(() => readEnvironment({ TEMPORAL_PAYLOAD_KEYS: keys })).toThrowError(
      expect.objectContaining({
        details: { TEMPORAL_PAYLOAD_KEYS: expect.stringMatching(/^must be keys as id:base64/) },
      }),
    );
  });

  it('do not show when a log prints them', () => {
    const bytes = Buffer.alloc(32, 'K');
    const env = readEnvironment({ TEMPORAL_PAYLOAD_KEYS: `a:${bytes.toString('base64')}` });
    expect(`${inspect(env, { depth: 9, showHidden: true })} ${JSON.stringify(env)}`).not.toMatch(/KKK|S0tL/);
  });
});
