import { type CustomType, primaryOf, secondariesOf } from '../custom/type.ts';

type Attribute = readonly [name: string, dataType: string];
type Type = readonly [id: number, name: string, primary: Attribute | null, attributes: readonly Attribute[]];

const MAILING: Attribute = ['Mailing ID', 'string'];
const LIST: Attribute = ['List ID', 'integer'];
const text = (...names: readonly string[]): Attribute[] => names.map((name) => [name, 'string']);

/** Standard types by their stable ids (marketo-rest.md 5.8), attributes after recorded instances. */
const TYPES: readonly Type[] = [
  [
    1,
    'Visit Webpage',
    ['Webpage ID', 'integer'],
    text('Webpage URL', 'Query Parameters', 'Referrer URL', 'Client IP Address', 'User Agent'),
  ],
  [
    2,
    'Fill Out Form',
    ['Webform ID', 'integer'],
    text('Form Fields', 'Webpage ID', 'Referrer URL', 'Client IP Address'),
  ],
  [3, 'Click Link', ['Link ID', 'string'], text('Webpage ID', 'Referrer URL', 'Query Parameters', 'User Agent')],
  [6, 'Send Email', MAILING, text('Campaign Run ID', 'Choice Number', 'Step ID', 'Test Variant')],
  [7, 'Email Delivered', MAILING, text('Campaign Run ID', 'Choice Number', 'Step ID', 'Test Variant')],
  [8, 'Email Bounced', MAILING, text('Category', 'Subcategory', 'Details', 'Email')],
  [9, 'Unsubscribe Email', MAILING, text('Webform ID', 'Form Fields', 'Client IP Address', 'Referrer URL')],
  [
    10,
    'Open Email',
    MAILING,
    [...text('Device', 'Platform', 'User Agent'), ['Is Mobile Device', 'boolean'], ['Is Bot Activity', 'boolean']],
  ],
  [
    11,
    'Click Email',
    MAILING,
    [...text('Link', 'Link ID', 'Device', 'Platform', 'User Agent'), ['Is Bot Activity', 'boolean']],
  ],
  // New Lead has no primary attribute in recordings, although the swagger requires one.
  [
    12,
    'New Lead',
    null,
    [['Created Date', 'date'], ...text('Source Type', 'SFDC Type', 'Form Name', 'List Name', 'API Method Name')],
  ],
  [
    13,
    'Change Data Value',
    ['Attribute Name', 'string'],
    text('New Value', 'Old Value', 'Reason', 'Source', 'API Method Name', 'Request Id'),
  ],
  [19, 'Sync Lead to SFDC', ['SFDC Type', 'string'], text('SFDC Type')],
  [21, 'Convert Lead', ['SFDC Account ID', 'string'], text('SFDC Account ID', 'SFDC Opportunity ID')],
  [22, 'Change Score', ['Score Name', 'string'], text('New Value', 'Old Value', 'Change Value', 'Reason')],
  [23, 'Change Owner', ['Owner', 'string'], text('Owner', 'Old Owner')],
  [24, 'Add to List', LIST, text('Source')],
  [25, 'Remove from List', LIST, text('Source')],
  [26, 'SFDC Activity', ['Subject', 'string'], text('Description', 'Status', 'Priority')],
  [27, 'Email Bounced Soft', MAILING, text('Category', 'Subcategory', 'Details', 'Email')],
  [28, 'Sync Lead Updates to SFDC', ['SFDC Type', 'string'], []],
  [29, 'Delete Lead from SFDC', ['SFDC Type', 'string'], []],
  [30, 'SFDC Activity Updated', ['Subject', 'string'], text('Description', 'Status')],
  [
    31,
    'SFDC Merge Leads',
    ['Lead ID', 'integer'],
    text('Merge IDs', 'Master Updated', 'Merge Source', 'Merged in Sales'),
  ],
  [32, 'Merge Leads', ['Lead ID', 'integer'], text('Merge IDs', 'Master Updated', 'Merge Source', 'Merged in Sales')],
  [34, 'Add to Opportunity', ['Opportunity ID', 'string'], text('Role', 'Is Primary')],
  [37, 'Delete Lead', ['Lead ID', 'integer'], text('Reason')],
  [38, 'Send Alert', MAILING, text('Send To')],
  [39, 'Send Sales Email', MAILING, text('Campaign Run ID')],
  [40, 'Open Sales Email', MAILING, text('Device')],
  [41, 'Click Sales Email', MAILING, text('Link')],
  [45, 'Receive Sales Email', MAILING, text('Received')],
  [46, 'Interesting Moment', ['Type', 'string'], text('Description', 'Source', 'Date')],
  [47, 'Request Campaign', ['Campaign ID', 'integer'], text('Source')],
  [48, 'Sales Email Bounced', MAILING, text('Category', 'Details')],
  [100, 'Change Lead Partition', ['Partition ID', 'integer'], text('Reason')],
  [104, 'Change Status in Progression', ['Program ID', 'integer'], text('New Status', 'Old Status', 'Reason')],
];

const shown = ([name, dataType]: Attribute) => ({ name, dataType });

/** The standard types as activities/types.json gives them. */
export const ACTIVITY_TYPES = TYPES.map(([id, name, primary, attributes]) => ({
  id,
  name,
  description: name,
  ...(primary === null ? {} : { primaryAttribute: shown(primary) }),
  attributes: attributes.map(shown),
}));

/** Result of activities/types.json: standard and approved custom types, without a flag that tells them apart (statement 59). */
export function allActivityTypes(custom: readonly CustomType[]): readonly object[] {
  const approved = custom.flatMap(({ id, live }) => {
    if (live === undefined) return [];
    const primary = primaryOf(live);
    return [
      {
        id,
        name: live.name,
        description: live.description ?? '',
        ...(primary === undefined ? {} : { primaryAttribute: shown([primary.name, primary.dataType]) }),
        attributes: secondariesOf(live).map(({ name, dataType }) => shown([name, dataType])),
      },
    ];
  });
  return [...ACTIVITY_TYPES, ...approved];
}
