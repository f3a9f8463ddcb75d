import { describe, expect, it } from 'vitest';
import type { ErrorClass } from '../../model/errors/entry.ts';
import type { CallOutcome } from '../../model/ports.ts';
import { CONTEXT, failure, failureOf, id, NOW, REQUEST_ID, startRig } from './rig.ts';

const MIDNIGHT_CENTRAL = new Date('2026-11-25T06:00:00Z').getTime() - NOW.getTime();

/** Code, text, key, class, what the ledger learns, and in how many ms to ask again. */
const CODES: [unknown, string, string, ErrorClass, CallOutcome, number | null][] = [
  ['500', 'x', 'marketo.500', 'retry', 'done', null],
  ['502', 'x', 'marketo.502', 'retry', 'done', null],
  ['603', 'Access denied', 'marketo.603', 'auth', 'done', null],
  ['604', 'Request timed out', 'marketo.604', 'retry', 'free', null],
  ['605', 'x', 'marketo.605', 'bug', 'free', null],
  ['606', 'Max rate limit', 'marketo.606', 'rate', 'rateLimited', 5_000],
  [606, 'Max rate limit', 'marketo.606', 'rate', 'rateLimited', 5_000],
  ['607', 'x', 'marketo.607', 'quota', 'dayExhausted', MIDNIGHT_CENTRAL + 5_000],
  ['608', 'x', 'marketo.608', 'retry', 'free', null],
  ['611', 'x', 'marketo.611', 'retry', 'free', null],
  ['614', 'x', 'marketo.614', 'retry', 'done', 60_000],
  ['615', 'x', 'marketo.615', 'rate', 'tooManyAtOnce', 2_000],
  ['1003', 'Invalid nextPageToken', 'marketo.1003', 'bug', 'done', null],
  ['1003', 'Too many results match the filter', 'marketo.1003.tooMany', 'bug', 'done', null],
  ['1003', 'Invalid fields [linkedIn]', 'marketo.1003.fields', 'config', 'done', null],
  ['1003', "Invalid value for field 'x' and value 'ada@example.com'", 'marketo.1003.value', 'record', 'done', null],
  ['1006', "Field 'x' not found", 'marketo.1006', 'config', 'done', null],
  ['1029', 'Too many jobs (10) in queue', 'marketo.1029.queue', 'retry', 'done', 60_000],
  ['1029', 'Export daily quota 500MB exceeded.', 'marketo.1029.quota', 'quota', 'done', MIDNIGHT_CENTRAL],
  ['1029', 'Job already queued', 'marketo.1029.queued', 'record', 'done', null],
  ['1029', 'something new', 'marketo.unknown', 'bug', 'done', null],
  ['699', 'x', 'marketo.unknown', 'bug', 'done', null],
  ['dns', 'x', 'marketo.unknown', 'bug', 'done', null],
];

describe('an error code', () => {
  it.each(CODES)('%s (%s) is %s', async (code, message, key, errorClass, outcome, inMs) => {
    const { server, client, ledger } = await startRig();
    server.rest.push(failure(code, message));
    const error = await failureOf(client.leadsByIds([id(1)], [], CONTEXT));
    expect([error.key, error.entry.class]).toEqual([key, errorClass]);
    expect(error.details).toEqual({ endpoint: 'leads', code: String(code), requestId: REQUEST_ID });
    expect(error.retryAt?.getTime()).toBe(inMs === null ? undefined : NOW.getTime() + inMs);
    expect(error.message).not.toMatch(/ada@|nextPageToken|linkedIn/);
    expect(ledger.outcomes).toEqual([outcome]);
    expect(server.restCalls).toHaveLength(1);
  });

  it('that could carry data is not shown', async () => {
    const { server, client } = await startRig();
    server.rest.push({
      body: { success: false, requestId: 'for ada@example.com', errors: [{ code: 'ada@example.com', message: {} }] },
    });
    const error = await failureOf(client.leadsByIds([id(1)], [], CONTEXT));
    expect(error).toMatchObject({ key: 'marketo.unknown', details: { endpoint: 'leads', code: 'unreadable' } });
    expect(error.message).not.toContain('ada@');
  });

  it.each([[undefined], [null], [[]], [['text']], ['text']])('that is missing (%j) is unknown', async (errors) => {
    const { server, client } = await startRig();
    server.rest.push({ body: { success: false, errors } });
    const error = await failureOf(client.leadsByIds([id(1)], [], CONTEXT));
    expect(error).toMatchObject({ key: 'marketo.unknown', details: { endpoint: 'leads', code: 'none' } });
  });
});
