import { expect, it } from 'vitest';
import { contentHash } from '../../../model/sales-activity/content-hash.ts';
import { parseSalesActivity } from '../../../model/sales-activity/parse.ts';
import { activityOf, LINES, lineOf, NOW } from './lines.ts';

it('is the same for another order of members and another zone of the same moment', () => {
  const line = lineOf('callReceived', { occurredAt: '2026-11-27T09:00:00.000Z' });
  const other = parseSalesActivity(Object.fromEntries(Object.entries(line).toReversed()), NOW);
  if (other.kind === 'invalid') throw new Error('refused');
  expect(contentHash(other.activity)).toBe(contentHash(activityOf('callReceived')));
});

it('differs when any member differs, is added or left out', () => {
  const plain = contentHash(activityOf('emailOpened'));
  for (const change of [
    { occurredAt: '2026-11-27T10:00:00.001+01:00' },
    { emailSubject: 'Hello' },
    { emailId: 'mail-2' },
    { personId: 4712 },
    { templateId: undefined },
  ]) {
    expect(contentHash(activityOf('emailOpened', change)), JSON.stringify(change)).not.toBe(plain);
  }
  expect(new Set(LINES.map(({ type }) => type)).size).toBe(LINES.length);
});

it('stays what it is: stored hashes are compared with it for ever', () => {
  expect(contentHash(activityOf('emailReplied', { id: 'a' }))).toBe(
    'b0f9e1e3c419de84fc58bb012a560df1179926107e2e09de318686762a4c373e',
  );
});
