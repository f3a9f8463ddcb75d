import { expect, it } from 'vitest';
import { isTemporary, optOutOfBounce } from '../../../model/unsubscribe/bounce.ts';

it.each([
  ['550 5.1.1 <a@example.com>: user unknown', false],
  ['smtp; 452 4.2.2 mailbox full', true],
  ['Status: 4.4.7; delivery time expired', true],
  ['451 4.7.1 greylisted\nlater: 550 5.1.1 no such user', false],
  ['421 try again later', true],
  ['host mx.example said: 450 busy', true],
  ['554 rejected', false],
  ['connection to 4.21.33.9 was refused', false],
  ['250 2.0.0 queued; then 4.2.1 disabled for now', true],
  ['no such user', false],
  ['', false],
  [undefined, false],
])('whether a bounce is for now alone is told by its codes: %s', (message, temporary) => {
  expect(isTemporary(message)).toBe(temporary);
});

it('a bounce opts out the address that bounced, from when it happened; one that is for now does not', () => {
  const at = new Date(9);
  const occurredAt = new Date(5);
  expect(optOutOfBounce({ email: 'a@example.com', occurredAt }, at)).toEqual({
    address: 'a@example.com',
    optOut: { at, source: 'bounce', by: null, reason: null, happenedAt: occurredAt },
  });
  expect(optOutOfBounce({ email: 'a@example.com', occurredAt, details: '4.2.2 full' }, at)).toBeNull();
});
