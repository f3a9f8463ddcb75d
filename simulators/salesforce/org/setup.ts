import { OWNERS, ownerId, QUEUES, queueId } from '../../lib/population/derive.ts';
import { SELLER } from '../../lib/population/users.ts';
import { Ids } from '../records/ids.ts';
import type { Values } from '../records/row.ts';
import type { Store } from '../records/store.ts';

const YEAR_MS = 365 * 86_400_000;
const ZONES = ['America/Los_Angeles', 'America/New_York', 'Europe/Berlin', 'Europe/London', 'Asia/Tokyo'];

/** Number of the user that integrations run as; below those of sellers. */
const INTEGRATION = 1;
export const INTEGRATION_USER_ID = new Ids('005').of(INTEGRATION);

export interface SetupOptions {
  readonly orgNumber: number;
  readonly orgId: string;
  readonly epoch: number;
}

/** Username of an org's integration user. */
export const integrationUsername = (orgNumber: number): string => `integration@org${orgNumber}.example`;

function users({ orgNumber }: SetupOptions): Values[] {
  const integration = {
    Id: INTEGRATION_USER_ID,
    Username: integrationUsername(orgNumber),
    FirstName: 'Integration',
    LastName: 'User',
    Email: integrationUsername(orgNumber),
    TimeZoneSidKey: 'America/Los_Angeles',
  };
  const sellers = Array.from({ length: OWNERS }, (_, n) => {
    const id = ownerId(n);
    const email = SELLER.email(id);
    const names = { FirstName: SELLER.firstName(id), LastName: SELLER.lastName(id) };
    const reach = { Email: email, Phone: SELLER.phone(id), Title: SELLER.title(id) };
    // Usernames are unique among all orgs.
    const username = orgNumber === 1 ? email : `${email}.org${orgNumber}`;
    return { Id: id, Username: username, ...names, ...reach, TimeZoneSidKey: ZONES[n % ZONES.length] ?? '' };
  });
  return [integration, ...sellers].map((user) => ({
    ...user,
    Name: `${user.FirstName} ${user.LastName}`,
    IsActive: true,
    UserType: 'Standard',
    LocaleSidKey: 'en_US',
  }));
}

const TASK_STATUSES = ['Not Started', 'In Progress', 'Completed', 'Waiting on someone else', 'Deferred'];
const LEAD_STATUSES = ['Open', 'Contacted', 'Qualified', 'Unqualified', 'Recycled', 'Converted'];

const statuses = (names: readonly string[], prefix: string, own: (name: string) => Values): Values[] =>
  names.map((name, i) => ({
    Id: new Ids(prefix).of(i + 1),
    MasterLabel: name,
    ApiName: name,
    SortOrder: i + 1,
    IsDefault: i === 0,
    ...own(name),
  }));

/** Puts what an org has before anybody's records: users, queues, statuses, the organization. */
export function setUp(store: Store, options: SetupOptions): void {
  const { orgId, epoch, orgNumber } = options;
  const organization = {
    Id: orgId,
    Name: `Simulated Org ${orgNumber}`,
    OrganizationType: 'Enterprise Edition',
    InstanceName: 'SIM1',
    IsSandbox: false,
    TimeZoneSidKey: 'America/Los_Angeles',
  };
  const queues = Array.from({ length: QUEUES }, (_, n) => ({
    Id: queueId(n),
    Name: `Queue ${n + 1}`,
    DeveloperName: `Queue_${n + 1}`,
    Type: 'Queue',
  }));
  const all: Readonly<Record<string, readonly Values[]>> = {
    User: users(options),
    Group: queues,
    Organization: [organization],
    TaskStatus: statuses(TASK_STATUSES, '01T', (name) => ({ IsClosed: name === 'Completed' })),
    LeadStatus: statuses(LEAD_STATUSES, '01J', (name) => ({ IsConverted: name === 'Converted' })),
  };
  const at = Math.floor((epoch - 4 * YEAR_MS) / 1000) * 1000;
  const stamps = {
    CreatedDate: at,
    CreatedById: INTEGRATION_USER_ID,
    LastModifiedDate: at,
    LastModifiedById: INTEGRATION_USER_ID,
    SystemModstamp: at,
  };
  for (const [object, rows] of Object.entries(all)) {
    const table = store.table(object);
    for (const values of rows) store.put(table, table.ids.numberOf(String(values.Id)) ?? 0, { ...values, ...stamps });
  }
}
