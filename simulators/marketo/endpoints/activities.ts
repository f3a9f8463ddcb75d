import { hashText } from '../../lib/random.ts';
import type { Answer, Call, Route } from '../http/call.ts';
import { ApiError } from '../http/errors.ts';
import { type Row, TYPE } from '../instance/rows.ts';
import { FIELD_BY_NAME } from '../people/fields.ts';
import { allActivityTypes } from './activity-types.ts';
import { asActivity, asLeadChange, shownLead } from './activity-wire.ts';
import { listFilter } from './lists.ts';
import { writeToken } from './paging.ts';
import { type Page, streamPage } from './stream.ts';

const permissions = ['Read-Only Activity', 'Read-Write Activity'];
const MAX_TYPES = 10;
const MAX_LEADS = 30;
// ISO 8601 with Z or an offset; a raw `+` in the URL has become a blank and fails (5.1).
const DATE = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/;

function pagingToken({ instance, params }: Call): Answer {
  const given = params.get('sinceDatetime');
  if (given === undefined)
    throw new ApiError(instance.state.switches.missingParameterCode, 'sinceDatetime cannot be blank');
  const since = DATE.test(given) ? Date.parse(given.replace(/([+-]\d\d)(\d\d)$/, '$1:$2')) : Number.NaN;
  if (Number.isNaN(since)) throw new ApiError('704', `Invalid date format: ${given}`);
  return { nextPageToken: writeToken(instance, { kind: 'date', since, position: 0, date: 0, hop: 0, query: 0 }) };
}

/** leadIds and listId as one test on records. */
function personFilter(call: Call): (row: Row) => boolean {
  const { state } = call.instance;
  const leadIds = new Set(call.params.integers('leadIds'));
  if (leadIds.size > MAX_LEADS)
    throw new ApiError(state.switches.capCode, `leadIds must not exceed ${MAX_LEADS} values`);
  const members = listFilter(call);
  if (leadIds.size === 0 && members === undefined) return () => true;
  return (row) => {
    const id = shownLead(state, row);
    return (leadIds.size === 0 || leadIds.has(id)) && (members?.has(id) ?? true);
  };
}

function activities(call: Call): Answer {
  const { params, instance } = call;
  const { missingParameterCode, capCode } = instance.state.switches;
  const types = params.integers('activityTypeIds');
  if (types.length === 0) throw new ApiError(missingParameterCode, 'activityTypeIds cannot be blank');
  if (types.length > MAX_TYPES) throw new ApiError(capCode, `activityTypeIds must not exceed ${MAX_TYPES} values`);
  const assets = new Set(params.integers('assetIds'));
  if (assets.size > 0 && types.length !== 1) throw new ApiError('1003', 'assetIds needs exactly one activityTypeId');
  const ofPerson = personFilter(call);
  const page: Page = {
    kind: 'activities',
    types: new Set(types),
    take: (row) => ofPerson(row) && (assets.size === 0 || assets.has(row.primaryId ?? -1)),
    show: (row) => asActivity(instance.state, row),
    query: hashText([...types].sort((a, b) => a - b).join()),
  };
  return streamPage(call, page);
}

function leadChanges(call: Call): Answer {
  const { params, instance } = call;
  const names = params.list('fields');
  if (names.length === 0) throw new ApiError(instance.state.switches.missingParameterCode, 'fields cannot be blank');
  const unknown = names.find((name) => !FIELD_BY_NAME.has(name));
  if (unknown !== undefined) throw new ApiError('1006', `Field '${unknown}' not found`);
  const fields = new Set(names);
  const ofPerson = personFilter(call);
  return streamPage(call, {
    kind: 'leadchanges',
    types: new Set([TYPE.newLead, TYPE.changeDataValue]),
    take: (row) => (row.change === undefined || fields.has(row.change.field)) && ofPerson(row),
    show: (row) => asLeadChange(instance.state, row),
    query: hashText([...names].sort().join()),
  });
}

function deletedLeads(call: Call): Answer {
  return streamPage(call, {
    kind: 'deletedleads',
    types: new Set([TYPE.deleteLead]),
    take: () => true,
    show: (row) => asActivity(call.instance.state, row),
    query: 0,
  });
}

const route = (name: string, handle: (call: Call) => Answer): Route => ({
  method: 'GET',
  path: `/rest/v1/activities${name}.json`,
  class: 'activities',
  permissions,
  handle,
});

/** Change streams and their metadata. */
export const activityRoutes: readonly Route[] = [
  route('', activities),
  route('/pagingtoken', pagingToken),
  route('/leadchanges', leadChanges),
  route('/deletedleads', deletedLeads),
  route('/types', ({ instance }) => ({ result: allActivityTypes(instance.state.customTypes.active()) })),
];
