import type { Answer, Call, Route } from '../http/call.ts';
import { ApiError } from '../http/errors.ts';
import { leadPage } from './leads.ts';

// From this size a list can't be a filter of activities (statement 58).
const BIG_LIST = 10_000;

/** Members of a static list; 1013 for an unknown one. */
function membersOf({ instance }: Call, id: number): ReadonlySet<number> {
  const members = instance.state.lists.get(id);
  if (members === undefined) throw new ApiError('1013', `List not found: ${id}`);
  return members;
}

/** Members of the list an activity call filters by; undefined without a filter. */
export function listFilter(call: Call): ReadonlySet<number> | undefined {
  const [id] = call.params.integers('listId');
  if (id === undefined) return undefined;
  const members = membersOf(call, id);
  if (members.size >= BIG_LIST && call.instance.state.switches.bigListRefused) {
    throw new ApiError('1003', `Static list ${id} has ${members.size} members; the limit is ${BIG_LIST - 1}`);
  }
  return members;
}

function listLeads(call: Call): Answer {
  const id = Number(call.args[0]);
  const ids = [...membersOf(call, id)].filter((member) => call.instance.state.book.has(member)).sort((a, b) => a - b);
  return leadPage(call, ids, 'list', id);
}

const permissions = ['Read-Only Lead', 'Read-Write Lead'];

/** Static lists, as far as reading their members goes. */
export const listRoutes: readonly Route[] = [
  { method: 'GET', path: '/rest/v1/lists/{}/leads.json', class: 'lists', permissions, handle: listLeads },
  { method: 'GET', path: '/rest/v1/list/{}/leads.json', class: 'lists', permissions, handle: listLeads },
];
