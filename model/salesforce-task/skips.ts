/** Why an activity is not logged in Salesforce: a branch's reason, with what a person reads. */
export const SALESFORCE_SKIPS = {
  sellerUnknown: 'No active Salesforce user, or more than one, has the seller’s e-mail address.',
  noSalesforceRecord: 'The person has no lead or contact in Salesforce; calls are not looked up by address.',
  severalRecords: 'Several records have the person’s e-mail address, and the duplicate rule is to log to none.',
  sendNotLogged: 'The e-mail that it belongs to was not logged in Salesforce within 24 hours.',
  sendTaskGone: 'The Task of the e-mail that it belongs to was deleted or archived in Salesforce.',
  nothingToUpdate: 'The org has no field on Task that shows it, or the connected user may not change that field.',
} as const;

export type SalesforceSkip = keyof typeof SALESFORCE_SKIPS;
