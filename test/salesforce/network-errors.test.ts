import { expect, it } from 'vitest';
import { networkError } from '../../salesforce/network-errors.ts';
import { wasRefused } from '../../salesforce/unknown-outcome.ts';

const coded = (code: string) => Object.assign(new Error('connect to ada.example failed'), { code });

/** Code, phase, key, and whether a write surely never arrived. */
const CODES: [string, 'headers' | 'body', string, boolean][] = [
  ['ENOTFOUND', 'headers', 'salesforce.dns', true],
  ['EAI_AGAIN', 'headers', 'salesforce.dns', true],
  ['ECONNREFUSED', 'headers', 'salesforce.unreachable', true],
  ['UND_ERR_CONNECT_TIMEOUT', 'headers', 'salesforce.unreachable', true],
  ['EHOSTUNREACH', 'headers', 'salesforce.unreachable', true],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'headers', 'salesforce.tls', true],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'headers', 'salesforce.tls', true],
  ['UND_ERR_CLOSED', 'headers', 'salesforce.closed', true],
  ['UND_ERR_DESTROYED', 'headers', 'salesforce.reset', false],
  ['ECONNRESET', 'headers', 'salesforce.reset', false],
  ['UND_ERR_SOCKET', 'headers', 'salesforce.reset', false],
  ['ETIMEDOUT', 'headers', 'salesforce.reset', false],
  ['ECONNRESET', 'body', 'salesforce.truncated', false],
  ['HPE_INVALID_CONSTANT', 'headers', 'salesforce.badAnswer', false],
  ['NEVER_SEEN', 'headers', 'salesforce.network', false],
];

it.each(CODES)('%s with the %s is %s; a write surely never arrived: %s', (code, phase, key, isSure) => {
  const error = networkError(coded(code), 'upsert', phase);
  expect([error.key, wasRefused(error)]).toEqual([key, isSure]);
  expect(error.message).not.toContain('ada');
});

it('of a host with several addresses counts the first', () => {
  expect(networkError(new AggregateError([coded('ECONNREFUSED'), coded('ENETUNREACH')]), 'query', 'headers').key).toBe(
    'salesforce.unreachable',
  );
});
