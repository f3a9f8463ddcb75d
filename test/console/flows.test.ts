import { expect, it } from 'vitest';
import type { Status } from '../../api/schemas/status.ts';
import { pushesText, reconcileState, troublesOf, vendorState, waitsForPerson } from '../../console/lib/flows.ts';
import type { Told } from '../../console/lib/told.ts';
import { busyStatus } from './support/status.ts';

const told = (status: Status): Told<Status> => JSON.parse(JSON.stringify(status));

it('lists what stands still until a person has acted, each with where to go', () => {
  expect(waitsForPerson(told(busyStatus()))).toEqual([
    { text: '112 people held by the brake', many: 112, action: 'Look and approve', href: '/start' },
    { text: '4 activities refused by Salesforce', many: 4, action: 'See why', href: '/failures' },
  ]);
});

it('finds nothing to do where everything goes on by itself', () => {
  const status = told(busyStatus());
  status.people.held = 0;
  for (const vendor of status.salesActivities) vendor.failed = [];
  expect(waitsForPerson(status)).toEqual([]);
});

it('asks for the first start, and for what was paused', () => {
  const status = told(busyStatus());
  status.people.held = 0;
  for (const vendor of status.salesActivities) vendor.failed = [];
  status.people.initial.state = 'none';
  status.people.changes.state = 'paused';
  expect(waitsForPerson(status).map(({ action }) => action)).toEqual(['Resume', 'Plan and start']);
});

it('tells one trouble of several flows once', () => {
  const status = told(busyStatus());
  const [trouble] = status.people.troubles;
  if (trouble === undefined) throw new Error('the status has a trouble');
  status.people.troubles.push({ ...trouble, flow: 'changes' }, { ...trouble, flow: 'initial', key: 'marketo.601' });
  expect(troublesOf(status).map(({ flows, trouble: { key } }) => [flows, key])).toEqual([
    ['the comparison and the changes', 'marketo.608'],
    ['the initial sync', 'marketo.601'],
  ]);
});

it('lets a refused activity outweigh all else of its vendor', () => {
  const [marketo, salesforce] = told(busyStatus()).salesActivities;
  if (marketo === undefined || salesforce === undefined) throw new Error('both vendors have a status');
  expect(vendorState(marketo)).toEqual({ tone: 'info', word: 'Sending' });
  expect(vendorState(salesforce)).toEqual({ tone: 'bad', word: '4 failed' });
  expect(vendorState({ ...salesforce, on: false, failed: [] })).toEqual({ tone: 'idle', word: 'Off' });
});

it('judges the comparison by its last run while none runs', () => {
  const { reconcile } = told(busyStatus()).people;
  expect(reconcileState(reconcile)).toEqual({ tone: 'ok', word: 'Up to date' });
  expect(reconcileState({ ...reconcile, last: null })).toEqual({ tone: 'idle', word: 'Not yet' });
});

it('says how far pushes can be relied on', () => {
  const { pushes } = told(busyStatus()).people;
  const text = (change: Partial<typeof pushes>) =>
    pushesText({ ...pushes, read: 1_200, waiting: 0, refused: 0, ...change });
  expect(text({ state: 'complete', waiting: 3 })).toBe('Complete, 1,200 read, 3 waiting');
  expect(text({ state: 'unproven', incomplete: null, refused: 1 })).toBe(
    'Too few so far to rely on, 1,200 read, 1 refused',
  );
  expect(text({ state: 'folded' })).toBe('Left to polling for now, 1,200 read');
  expect(text({ state: 'unread', waiting: 9 })).toBe('Not read for a minute and more, 1,200 read, 9 waiting');
  const incomplete = { at: '2026-11-28T10:00:00.000Z', people: 2 };
  expect(text({ state: 'incomplete', incomplete })).toBe(
    'Incomplete: polling found 2 people whom none had announced, 1,200 read',
  );
});
