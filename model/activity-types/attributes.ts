/** Of Marketo's data types (marketo-rest 7.1) those that are used. */
export type AttributeDataType = 'string' | 'integer' | 'link' | 'email';

export interface AttributeDefinition {
  /** The member of a sales activity line that fills it. */
  apiName: string;
  /** As an admin sees it in a filter. */
  name: string;
  dataType: AttributeDataType;
}

const attribute = <const Name extends string>(
  apiName: Name,
  name: string,
  dataType: AttributeDataType = 'string',
): AttributeDefinition & { apiName: Name } => ({ apiName, name, dataType });

/** The attributes of product.md 3.3 by their names there; data types: design section 5. */
export const ATTRIBUTES = {
  sentBy: attribute('sentBy', 'Sent By', 'email'),
  receivedBy: attribute('receivedBy', 'Received By', 'email'),
  source: attribute('source', 'Source'),
  templateId: attribute('templateId', 'Template ID'),
  templateName: attribute('templateName', 'Sales Template Name'),
  templateUrl: attribute('templateUrl', 'Sales Template URL', 'link'),
  campaignName: attribute('campaignName', 'Sales Campaign Name'),
  campaignUrl: attribute('campaignUrl', 'Sales Campaign URL', 'link'),
  campaignId: attribute('campaignId', 'Sales Campaign ID'),
  emailSubject: attribute('emailSubject', 'Email Subject'),
  link: attribute('link', 'Link', 'link'),
  details: attribute('details', 'Details'),
  email: attribute('email', 'Email', 'email'),
  callMadeBy: attribute('callMadeBy', 'Sales Call Made By', 'email'),
  callStatus: attribute('callStatus', 'Sales Call Status'),
  callSubject: attribute('callSubject', 'Sales Call Subject'),
  phoneNumberCalled: attribute('phoneNumberCalled', 'Sales Phone Number Called'),
  callDurationSeconds: attribute('callDurationSeconds', 'Sales Call Duration', 'integer'),
  callRecordingUrl: attribute('callRecordingUrl', 'Sales Call Recording URL', 'link'),
  callAnsweredBy: attribute('callAnsweredBy', 'Sales Call Answered By'),
  marketoSalesPersonId: attribute('marketoSalesPersonId', 'Marketo Sales Person ID'),
} as const;
export type AttributeName = keyof typeof ATTRIBUTES;

/** `<instance>/<id>`: what an activity is found again by, and the mark of a type of ours. */
export const EVENT_ID = attribute('siaEventId', 'SIA Event ID');
/** Compact layout only: which of the eight it is. */
export const KIND = attribute('kind', 'Kind');
/** Compact layout only: Sent By, Received By and Sales Call Made By in one. */
export const SELLER = attribute('seller', 'Seller', 'email');
