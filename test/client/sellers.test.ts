import { expect, it } from 'vitest';
import { createSellers } from '../../client/sellers/index.ts';
import { AppError } from '../../model/errors/app-error.ts';
import { openTestStore } from '../store/open.ts';

const USER = '005000000000001AAA';

/** Sellers, and how often the flow was told; it can't be with `away`. */
async function open({ away = false } = {}) {
  const { store } = await openTestStore();
  const told = { times: 0 };
  const wake = async () => {
    if (away) throw new AppError('temporal.unreachable');
    told.times += 1;
  };
  return { store, told, sellers: createSellers({ store, by: 'ada', wake }) };
}

it('a seller is set by an address in any spelling, and the audit has no word of it', async () => {
  const { store, sellers } = await open();
  const { seller } = await sellers.set(' Bob@Example.com', { salesforceUserId: '005000000000001', tasks: true });
  expect(seller).toMatchObject({ email: 'bob@example.com', salesforceUserId: USER, tasks: { isOn: true } });
  expect(await sellers.set('bob@example.com', { timeZone: 'Asia/Tokyo' })).toMatchObject({
    seller: { ...seller, timeZone: 'Asia/Tokyo', asOf: expect.any(Date) },
  });
  expect(await sellers.show('BOB@example.com')).toMatchObject({ timeZone: 'Asia/Tokyo', tasks: { isOn: true } });
  expect(await sellers.show('eve@example.com')).toBeNull();
  const rows = await store.audit.list(10);
  expect(rows.map(({ by }) => by)).toEqual(['ada', 'ada', 'ada']);
  expect(JSON.stringify(rows)).not.toContain('@');
});

it('the flow is told of a switch as long as the sync is on, and of nothing else', async () => {
  const { store, sellers, told } = await open();
  expect(await sellers.set('bob@example.com', { tasks: true })).toMatchObject({ areTasksOn: false, wakeError: null });
  expect(told.times).toBe(0);
  await store.settings.setTasks({ sync: true }, 'ada');
  expect(await sellers.set('bob@example.com', { tasks: false })).toMatchObject({ areTasksOn: true, wakeError: null });
  await sellers.set('bob@example.com', { timeZone: 'Asia/Tokyo' });
  expect(told.times).toBe(1);
});

it('what was set is set, whether the flow can be told or not', async () => {
  const { store, sellers } = await open({ away: true });
  await store.settings.setTasks({ sync: true }, 'ada');
  expect(await sellers.set('bob@example.com', { tasks: true })).toMatchObject({
    seller: { tasks: { isOn: true } },
    wakeError: 'temporal.unreachable',
  });
});

it.each([
  ['bob', { tasks: true }, 'email'],
  ['bob@example.com', {}, 'nothing'],
  ['bob@example.com', { salesforceUserId: '001000000000001' }, 'salesforceUserId'],
  ['bob@example.com', { timeZone: '+01:00' }, 'timeZone'],
])('of %s %j is refused, and nothing is stored', async (email, change, named) => {
  const { store, sellers } = await open();
  await expect(sellers.set(email, change)).rejects.toMatchObject({
    key: 'seller.invalid',
    details: { problem: expect.stringContaining(named) },
  });
  expect(await store.sellers.list('', 10)).toEqual([]);
});
