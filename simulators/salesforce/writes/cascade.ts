/** Records that go into the recycle bin with their parent. */
export const CHILDREN: Readonly<Record<string, readonly { readonly object: string; readonly field: string }[]>> = {
  Account: [
    { object: 'Contact', field: 'AccountId' },
    { object: 'Opportunity', field: 'AccountId' },
    { object: 'Task', field: 'WhatId' },
  ],
  Contact: [
    { object: 'Task', field: 'WhoId' },
    { object: 'OpportunityContactRole', field: 'ContactId' },
  ],
  Lead: [{ object: 'Task', field: 'WhoId' }],
  Opportunity: [
    { object: 'Task', field: 'WhatId' },
    { object: 'OpportunityContactRole', field: 'OpportunityId' },
  ],
};
