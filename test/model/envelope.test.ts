import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { rewrap, type Sealed, seal, unseal } from '../../model/envelope.ts';
import { type KeyRing, parseKeyRing } from '../../model/key-ring.ts';

const key = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;
const [OLD, NEW] = [key('old'), key('new')];
const ringOf = (...keys: string[]) => parseKeyRing(keys.join(',')) as KeyRing;
const BOUND = { purpose: 'p', place: 'db/connections', owner: 'ada' };

it('gives back what was sealed, and hides it', () => {
  const sealed = seal('5Aep-token ü', ringOf(OLD), BOUND);
  expect(unseal(sealed, ringOf(NEW, OLD), BOUND)).toBe('5Aep-token ü');
  expect(JSON.stringify(sealed)).not.toContain('5Aep');
  expect(sealed).toMatchObject({ v: 1, key: 'old' });
});

it('two secrets share neither key nor IV', () => {
  const [one, other] = [seal('x', ringOf(OLD), BOUND), seal('x', ringOf(OLD), BOUND)];
  expect(one.data).not.toBe(other.data);
  expect(one.wrapped).not.toBe(other.wrapped);
  // IV of 12 bytes, a tag of 16, and between them a key of 32 and a text of 1.
  expect(Buffer.from(one.wrapped, 'base64')).toHaveLength(60);
  expect(Buffer.from(one.data, 'base64')).toHaveLength(29);
});

it('another master key wraps the key anew; the secret stays as it is, and the old key is not needed any more', () => {
  const sealed = seal('token', ringOf(OLD), BOUND);
  const changed = rewrap(sealed, ringOf(NEW, OLD), BOUND);
  expect(changed).toMatchObject({ key: 'new', data: sealed.data });
  expect(unseal(changed, ringOf(NEW), BOUND)).toBe('token');
});

it('a master key that is not here is named by its id', () => {
  const sealed = seal('token', ringOf(OLD), BOUND);
  for (const open of [unseal, rewrap])
    expect(() => open(sealed, ringOf(NEW), BOUND)).toThrowError(
      expect.objectContaining({ key: 'connections.keyMissing', details: { key: 'old' } }),
    );
});

const flip = (coded: string) => {
  const bytes = Buffer.from(coded, 'base64');
  bytes.writeUInt8(bytes.readUInt8(20) ^ 1, 20);
  return bytes.toString('base64');
};

it.each<[string, (sealed: Sealed) => Sealed, object, KeyRing]>([
  ['another owner', (sealed) => sealed, { owner: 'bob' }, ringOf(OLD)],
  ['another place', (sealed) => sealed, { place: 'other/connections' }, ringOf(OLD)],
  ['another purpose', (sealed) => sealed, { purpose: 'q' }, ringOf(OLD)],
  ['changed data', (sealed) => ({ ...sealed, data: flip(sealed.data) }), {}, ringOf(OLD)],
  ['a changed key', (sealed) => ({ ...sealed, wrapped: flip(sealed.wrapped) }), {}, ringOf(OLD)],
  ['another key under the same id', (sealed) => sealed, {}, ringOf(key('old'))],
  ['nothing', (sealed) => ({ ...sealed, data: '' }), {}, ringOf(OLD)],
])('does not open for %s', (_, change, bound, ring) => {
  const sealed = change(seal('token', ringOf(OLD), BOUND));
  expect(() => unseal(sealed, ring, { ...BOUND, ...bound })).toThrowError(
    expect.objectContaining({ key: 'connections.unreadable', details: { key: 'old' } }),
  );
});
