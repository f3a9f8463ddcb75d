/** One check of `doctor`; docs/doctor.md is generated from this table, and its order is the order of the output. */
export interface CheckEntry {
  /** What is looked at, as a phrase. */
  asks: string;
  /** The check that has to go well first: without it this one is skipped. */
  needs?: string;
  /** The worker looks at it too when it starts. */
  atStart?: true;
}

const entries = <const Id extends string>(all: Record<Id, CheckEntry>): Record<Id, CheckEntry> => all;

/** Ids are permanent: scripts pick findings by them. */
export const checks = entries({
  environment: { asks: 'every variable is well formed, and those that are needed are set', atStart: true },

  'mongodb.reachable': { asks: 'MongoDB answers and takes our credentials', atStart: true },
  'mongodb.version': { asks: 'the server is not older than those we test with', needs: 'mongodb.reachable' },
  'mongodb.schema': {
    asks: 'the database was not migrated by a newer version',
    needs: 'mongodb.reachable',
    atStart: true,
  },
  'mongodb.foreign': { asks: 'no other program uses our collections', needs: 'mongodb.reachable' },
  'mongodb.write': { asks: 'we may write', needs: 'mongodb.reachable' },
  'mongodb.writeConcern': { asks: 'a write counts once a majority has it on disk', needs: 'mongodb.reachable' },
  'mongodb.clock': { asks: 'MongoDB’s clock and ours agree', needs: 'mongodb.reachable', atStart: true },

  'temporal.reachable': { asks: 'Temporal answers and takes our credentials', atStart: true },
  'temporal.version': { asks: 'the server is not older than those we test with', needs: 'temporal.reachable' },
  'temporal.namespace': { asks: 'the namespace exists', needs: 'temporal.reachable', atStart: true },
  'temporal.retention': { asks: 'histories are kept long enough to be looked at', needs: 'temporal.namespace' },
  'temporal.searchAttributes': {
    asks: 'our search attributes are registered, with their types',
    needs: 'temporal.namespace',
  },
  'temporal.worker': { asks: 'a worker polls the queue of this instance', needs: 'temporal.namespace' },

  'marketo.credentials': { asks: 'Marketo takes the client id and secret', atStart: true },
  'marketo.clock': { asks: 'Marketo’s clock and ours agree', needs: 'marketo.credentials', atStart: true },
  'marketo.instance': {
    asks: 'the instance is the one that the stored people were read from',
    needs: 'mongodb.reachable',
    atStart: true,
  },
  'marketo.quota': { asks: 'calls are left today', needs: 'marketo.credentials' },
  'marketo.right.readLeads': {
    asks: 'the API user’s role has Read-Only Lead (or Read-Write Lead)',
    needs: 'marketo.credentials',
  },
  'marketo.ownerField': {
    asks: 'Marketo offers the field that holds the owner',
    needs: 'marketo.right.readLeads',
    atStart: true,
  },
  'marketo.fields': { asks: 'Marketo offers the 13 fields', needs: 'marketo.ownerField' },
  'marketo.searchById': { asks: 'people can be asked for by id', needs: 'marketo.right.readLeads' },
  'marketo.bulkExtract': { asks: 'everyone can be read by export', needs: 'marketo.right.readLeads' },
  'marketo.smartList': {
    asks: 'the smart list of setting people.smartList can be exported',
    needs: 'marketo.bulkExtract',
  },
  'marketo.unsubscribeCheck': {
    asks: 'the fields that are asked before a sales email can be read, where check.marketo is on',
    needs: 'marketo.right.readLeads',
  },
  'marketo.right.readActivities': {
    asks: 'the role has Read-Only Activity (or Read-Write Activity)',
    needs: 'marketo.credentials',
  },
  'marketo.right.addActivities': {
    asks: 'the role has Read-Write Activity, where marketo.logActivities is on',
    needs: 'marketo.credentials',
  },
  'marketo.right.readActivityMetadata': {
    asks: 'the role has Read-Only Activity Metadata (or Read-Write), where marketo.logActivities is on',
    needs: 'marketo.credentials',
  },
  'marketo.right.writeActivityMetadata': {
    asks: 'the role has Read-Write Activity Metadata, as long as activity types are left to be made',
    needs: 'marketo.credentials',
  },
  'marketo.activityTypes': {
    asks: 'the custom activity types are there and approved',
    needs: 'marketo.right.readActivityMetadata',
  },

  'salesforce.signIn': { asks: 'Salesforce signs the integration user in', atStart: true },
  'salesforce.apiVersion': { asks: 'the org has SALESFORCE_API_VERSION', needs: 'salesforce.signIn' },
  'salesforce.org': { asks: 'which org it is', needs: 'salesforce.apiVersion' },
  'salesforce.quota': { asks: 'calls are left of the last 24 hours', needs: 'salesforce.apiVersion' },
  'salesforce.task.rights': { asks: 'Tasks may be read, created and updated', needs: 'salesforce.apiVersion' },
  'salesforce.task.key': {
    asks: 'the key field is there, Text, External ID, Unique and may be written',
    needs: 'salesforce.task.rights',
  },
  'salesforce.task.fields': { asks: 'what we write of a Task may be written', needs: 'salesforce.task.rights' },
  'salesforce.task.types': { asks: 'Type has Email, Call and Reply', needs: 'salesforce.task.rights' },
  'salesforce.task.optionalFields': { asks: 'which optional fields are used', needs: 'salesforce.task.rights' },
  'salesforce.task.closedStatus': { asks: 'a Task Status is marked Closed', needs: 'salesforce.apiVersion' },
  'salesforce.task.deleted': { asks: 'we are told which Tasks were deleted', needs: 'salesforce.task.rights' },
  'salesforce.lead.read': {
    asks: 'Leads and the fields that they are found by may be read',
    needs: 'salesforce.apiVersion',
  },
  'salesforce.lead.update': { asks: 'Leads may be updated', needs: 'salesforce.lead.read' },
  'salesforce.lead.optOut': { asks: 'the opt-out of Leads may be read and written', needs: 'salesforce.lead.read' },
  'salesforce.contact.read': {
    asks: 'Contacts and the fields that they are found by may be read',
    needs: 'salesforce.apiVersion',
  },
  'salesforce.contact.update': { asks: 'Contacts may be updated', needs: 'salesforce.contact.read' },
  'salesforce.contact.optOut': {
    asks: 'the opt-out of Contacts may be read and written',
    needs: 'salesforce.contact.read',
  },
  'salesforce.user.read': {
    asks: 'Users and the fields that sellers are found by may be read',
    needs: 'salesforce.apiVersion',
  },
  'salesforce.contactRoles': {
    asks: 'contact roles may be read, for setting salesforce.opportunityFromRoles',
    needs: 'salesforce.apiVersion',
  },
  'salesforce.rollupFields': { asks: 'which roll-up fields are used', needs: 'salesforce.apiVersion' },
  'salesforce.sellers': {
    asks: 'sellers whose reminder tasks are synced are active users',
    needs: 'salesforce.user.read',
  },

  'sample.owners': {
    asks: 'Marketo shows the owners that Salesforce has: up to 200 Contacts and 200 Leads are compared',
    needs: 'salesforce.signIn',
  },

  'settings.salesforce': {
    asks: 'no setting needs Salesforce while it is not connected',
    needs: 'mongodb.reachable',
    atStart: true,
  },
  'settings.keyField': {
    asks: 'no setting writes Tasks while the key field is missing',
    needs: 'salesforce.task.rights',
  },
  'settings.optOut': {
    asks: 'unsubscribes.nightly is not on while the opt-out can’t be written',
    needs: 'salesforce.lead.read',
  },
  'settings.rollups': {
    asks: 'no roll-up is on for an object without roll-up fields',
    needs: 'salesforce.rollupFields',
  },
});

export type CheckId = keyof typeof checks;

export const CHECK_IDS = Object.keys(checks) as CheckId[];

export function checkEntry(id: CheckId): CheckEntry {
  return checks[id];
}
