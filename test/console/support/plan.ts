import type { Plan } from '../../../api/schemas/syncs.ts';

const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1_000);
const about = (value: number, error: number) => ({ value, low: value - error, high: value + error });
const ids = { bytes: 0, byteShare: 0, jobs: 0, qualifiedOnly: false };

/** What planning answers for two million people: one strategy is not open, one has to wait for midnight. */
export function examplePlan(): Plan {
  return {
    at: inSeconds(0),
    fields: { marketoId: 'id', firstName: 'firstName', linkedInUrl: null, owner: 'leadOwnerId' },
    absent: [{ field: 'linkedInUrl', means: 'links to LinkedIn stay empty' }],
    ...{ people: about(2_010_000, 42_000), owned: about(610_000, 30_000), exportBytes: about(812_000_000, 9_000_000) },
    ...{ highestId: 2_400_118, idsPerPerson: about(1.19, 0.01), createdSince: new Date('2019-03-04T00:00:00.000Z') },
    quota: {
      ...{ callsLeft: 18_500, callsPerDay: 40_000, resetsAt: inSeconds(20_000) },
      ...{ exportBytesLeft: 500_000_000, exportBytesPerDay: 500_000_000 },
    },
    strategies: [
      {
        ...{ way: 'ids', strategy: 'ids', smartList: null, unavailable: null },
        cost: {
          ...{ ...ids, calls: 6_700, callShare: 0.36, reads: 2_010_000, seconds: 1_340 },
          ...{ fitsToday: true, resets: 0, doneAt: inSeconds(1_340) },
        },
      },
      {
        ...{ way: 'windows', strategy: 'bulk', smartList: null, unavailable: null },
        cost: {
          ...{ calls: 140, callShare: 0.008, jobs: 48, bytes: 812_000_000, byteShare: 1.62, reads: 2_010_000 },
          ...{ qualifiedOnly: false, seconds: 5_200, fitsToday: false, resets: 1, doneAt: inSeconds(24_000) },
        },
      },
      {
        ...{ way: 'smartList', strategy: 'bulk', smartList: 'All People', cost: null },
        unavailable: {
          ...{ reason: 'notAllowed', because: 'the subscription does not export smart lists', key: null },
          fix: 'Ask Adobe to enable it.',
        },
      },
      {
        ...{ way: 'crm', strategy: 'crm', smartList: null, unavailable: null },
        cost: {
          ...{ ...ids, calls: 2_100, callShare: 0.11, reads: 610_000, seconds: 420, qualifiedOnly: true },
          ...{ fitsToday: true, resets: 0, doneAt: inSeconds(420) },
        },
      },
    ],
    pick: {
      ...{ way: 'crm', strategy: 'crm', smartList: null, fitsToday: true },
      why: 'the first to be done of those that today’s quota is enough for',
    },
    ...{ planningCalls: 41, next: 'actions-sync people start' },
  };
}
