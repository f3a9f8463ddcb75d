import { expect, it } from 'vitest';
import { marketoActivity } from '../../../model/activity-types/payload.ts';
import { typesOf } from '../../../model/activity-types/types.ts';
import { SALES_ACTIVITY_KINDS } from '../../../model/sales-activity/kinds.ts';
import { ATTRIBUTES, activityOf } from './lines.ts';

const ids = Object.fromEntries(typesOf('eight').map(({ apiName }, index) => [apiName, 100_001 + index]));
const target = { layout: 'eight', ids, instance: 'default' } as const;

it.each(SALES_ACTIVITY_KINDS)('Marketo is told of every attribute that a line of %s has', (type) => {
  const { primary, attributes } = marketoActivity(activityOf(type), target);
  const { siaEventId, ...told } = attributes;
  expect(siaEventId).toBe(`default/${type}-1`);
  const sorted = (values: readonly unknown[]) => values.map(String).toSorted();
  expect(sorted([primary, ...Object.values(told)])).toEqual(sorted(Object.values(ATTRIBUTES[type])));
});

it('what only Salesforce takes is not told to Marketo', () => {
  const more = { emailText: 'Hello', campaignDay: 3, opportunityId: '006000000000001' };
  expect(marketoActivity(activityOf('emailSent', more), target)).toEqual(
    marketoActivity(activityOf('emailSent'), target),
  );
});
