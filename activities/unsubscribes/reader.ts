import { OPT_OUT_OBJECTS } from '../../model/unsubscribe/field.ts';
import type { NightlyRun } from '../../model/unsubscribe/nightly.ts';
import type { AddressRecord, OptOutReader } from '../../model/unsubscribe/reader.ts';
import type { SalesforceClient } from '../../salesforce/index.ts';
import { readPage } from './nightly/page.ts';
import { fieldAccess } from './salesforce/field-access.ts';
import { recordsOfAddresses } from './salesforce/records.ts';

/** What is read without a workflow: before a resubscribe, and after a restored database. */
export function createOptOutReader(salesforce: Pick<SalesforceClient, 'describe' | 'query'>): OptOutReader {
  return {
    async records(addresses, field) {
      const access = await fieldAccess(salesforce, field, {}, { isFresh: false });
      const found = new Map<string, AddressRecord[]>();
      for (const { address, ...record } of await recordsOfAddresses(salesforce, { addresses, field, access }, {})) {
        found.set(address, [...(found.get(address) ?? []), record]);
      }
      return found;
    },

    async *everyone(field) {
      const access = await fieldAccess(salesforce, field, {}, { isFresh: true });
      for (const object of OPT_OUT_OBJECTS.filter((one) => access[one] !== 'hidden')) {
        let after: NightlyRun['after'] = null;
        do {
          const page = await readPage(salesforce, { object, since: null, until: new Date() }, { field, after }, {});
          yield page.records.map(({ address }) => address);
          after = page.after;
        } while (after !== null);
      }
    },
  };
}
