import { describe, expect, it } from 'vitest';
import { isSalesforceId, salesforceIdForms } from '../../model/salesforce-id.ts';

describe('Salesforce ids', () => {
  it.each([
    ['001D000000IqhSL', '001D000000IqhSLIAZ'],
    ['003000000000001', '003000000000001AAA'],
    ['0016000000sJ5zF', '0016000000sJ5zFAAS'],
  ])('%s is the same as %s', (short, long) => {
    expect(salesforceIdForms(short)).toEqual([short, long]);
    expect(salesforceIdForms(long)).toEqual([short, long]);
  });

  it('have 15 or 18 letters and digits and the prefix of their kind', () => {
    expect(isSalesforceId('001D000000IqhSL', '001')).toBe(true);
    for (const text of ['006D000000IqhSL', '001D000000IqhS', '001D000000IqhSLIA', "001D000000Iqh'L", ''])
      expect(isSalesforceId(text, '001')).toBe(false);
  });
});
