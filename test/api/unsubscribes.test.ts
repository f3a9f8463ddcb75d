import { expect, it } from 'vitest';
import type { OptOutReader } from '../../model/unsubscribe/reader.ts';
import { afterFile } from '../worker/rig.ts';
import { allOf } from './support/pages.ts';
import { openApi } from './support/rig.ts';

const defer = afterFile();
const UNSUBSCRIBES = '/api/v1/unsubscribes';

it('addresses are unsubscribed, looked up, listed page by page, and resubscribed by an admin with a reason', async () => {
  const { as } = await openApi(defer);
  const addresses = ['Ann@Example.com', 'bob@example.com', 'no address', 'ann@example.com'];
  expect(
    await as('operator')('POST', UNSUBSCRIBES, {
      addresses: addresses.map((address) => ({ address, source: 'link', reason: 'asked' })),
    }),
  ).toMatchObject({
    status: 200,
    body: {
      results: [
        { address: 'Ann@Example.com', result: 'unsubscribed' },
        { address: 'bob@example.com', result: 'unsubscribed' },
        { address: 'no address', result: 'notAnAddress' },
        { address: 'ann@example.com', result: 'known' },
      ],
    },
  });
  const search = (body: object = {}) =>
    allOf((cursor) =>
      as('viewer')('POST', `${UNSUBSCRIBES}/search`, { ...body, limit: 1, ...(cursor !== null && { cursor }) }),
    );
  const found = await search();
  expect(found.map(({ address }) => address)).toEqual(['ann@example.com', 'bob@example.com']);
  expect(found[0]).toMatchObject({ optedOut: true, source: 'link', reason: 'asked', told: null });
  expect(await search({ address: ' ANN@example.com' })).toEqual([found[0]]);
  expect(await search({ address: 'eve@example.com' })).toEqual([]);
  const back = { addresses: ['ann@example.com', 'eve@example.com', 'x'], reason: 'asked again' };
  expect(await as('admin')('POST', `${UNSUBSCRIBES}/resubscribe`, { ...back, reason: ' ' })).toMatchObject({
    status: 422,
    body: { key: 'unsubscribes.reasonMissing' },
  });
  expect((await as('admin')('POST', `${UNSUBSCRIBES}/resubscribe`, back)).body).toEqual({
    results: [
      { address: 'ann@example.com', result: 'resubscribed' },
      { address: 'eve@example.com', result: 'notUnsubscribed' },
      { address: 'x', result: 'notAnAddress' },
    ],
  });
  expect((await search()).map(({ address }) => address)).toEqual(['bob@example.com']);
  expect(await search({ all: true })).toHaveLength(2);
  expect(await as('viewer')('GET', `${UNSUBSCRIBES}/status`)).toMatchObject({ status: 200, body: { optedOut: 1 } });
});

it('the check answers each address in order, and counts', async () => {
  const { as } = await openApi(defer);
  await as('operator')('POST', UNSUBSCRIBES, { addresses: [{ address: 'ann@example.com' }] });
  const ask = (body: object) => as('operator')('POST', '/api/v1/may-email', body);
  expect(await ask({ addresses: ['bob@example.com', 'ANN@example.com', 'x'] })).toMatchObject({
    status: 200,
    body: {
      answers: [
        { address: 'bob@example.com', mayEmail: true, reason: 'ok' },
        { address: 'ANN@example.com', mayEmail: false, reason: 'unsubscribed', source: 'actions' },
        { address: 'x', mayEmail: false, reason: 'invalidAddress' },
      ],
      summary: { asked: 3, mayEmail: 1, counts: { ok: 1, unsubscribed: 1, invalidAddress: 1 } },
    },
  });
  expect(await ask({ addresses: ['ann@example.com'], commercial: false })).toMatchObject({
    body: { answers: [{ mayEmail: true }] },
  });
  const many = Array.from({ length: 3_000 }, (_, index) => `a${index}@example.com`);
  expect(await ask({ addresses: many })).toMatchObject({ status: 200, body: { summary: { mayEmail: 3_000 } } });
  expect(await ask({ addresses: [...many, 'one@example.com'] })).toMatchObject({ status: 400 });
  expect(await ask({ addresses: [] })).toMatchObject({ status: 400 });
});

it('what Salesforce says is told before a resubscribe, and what a comparison would change', async () => {
  const optOuts: OptOutReader = {
    records: async () =>
      new Map([['ann@example.com', [{ object: 'Lead', id: '00Q000000000001AAA', isOptedOut: true }]]]),
    async *everyone() {
      yield ['eve@example.com'];
    },
  };
  const { as, store } = await openApi(defer, {}, { optOuts });
  await as('operator')('POST', UNSUBSCRIBES, { addresses: [{ address: 'ann@example.com' }] });
  await store.settings.setUnsubscribes({ nightly: true }, 'test');
  const preview = await as('operator')('POST', `${UNSUBSCRIBES}/preview`, { addresses: ['ann@example.com', 'x'] });
  expect(preview).toMatchObject({
    status: 200,
    body: {
      previews: [
        { consent: { optedOut: true }, records: [{ object: 'Lead', isOptedOut: true }], comesBack: true },
        { consent: null, records: [], comesBack: false },
      ],
    },
  });
  expect(await as('operator')('POST', `${UNSUBSCRIBES}/reconcile`, { dryRun: true })).toMatchObject({
    status: 200,
    body: { started: false, differences: { toOptOut: 1 } },
  });
  expect(await as('operator')('POST', `${UNSUBSCRIBES}/reconcile`, {})).toMatchObject({
    status: 200,
    body: { started: true, differences: null },
  });
});

it('without Salesforce a preview says so, and there is nothing to compare with', async () => {
  const { as } = await openApi(defer);
  const addresses = ['ann@example.com'];
  expect(await as('operator')('POST', `${UNSUBSCRIBES}/preview`, { addresses })).toMatchObject({
    body: { previews: [{ records: null, comesBack: false }] },
  });
  expect(await as('operator')('POST', `${UNSUBSCRIBES}/reconcile`, { dryRun: true })).toMatchObject({
    status: 409,
    body: { key: 'salesforce.notConnected' },
  });
});
