import { lookUpUnknown } from '../../../../activities/sales-activities/look-up.ts';
import type { SenderDeps } from '../../../../activities/sales-activities/ports.ts';
import type { SalesforceSenderDeps } from '../../../../activities/sales-activities/salesforce/deps.ts';
import type { OwnConnections } from '../../../../activities/sales-activities/salesforce/own-connections.ts';
import { createSalesforceSender } from '../../../../activities/sales-activities/salesforce/sender.ts';
import { sendOnce } from '../../../../activities/sales-activities/send.ts';
import type { MarketoPart } from '../../../../model/person.ts';
import type { BranchStatus } from '../../../../model/sales-activity/branch.ts';
import type { SalesActivity } from '../../../../model/sales-activity/line.ts';
import type { Store } from '../../../../store/types.ts';
import { openTestStore } from '../../../store/open.ts';
import { personWrite, qualifiedPart } from '../../../store/people.ts';
import { activityId } from '../../../store/sales-activities.ts';
import { ManualClock } from '../../clock.ts';

export const PERSON = 4711;
export const USER = '005000000000001AAA';
export const CONTACT = '003000000000001AAA';
export const LEAD = '00Q000000000001AAA';
export const SELLER = 'sam@seller.example';
export const running = new AbortController().signal;

/** A sender on a store of its own, with everything logged in Salesforce; one seller is known. */
export async function openRig(
  salesforce: SalesforceSenderDeps['salesforce'],
  clock = new ManualClock(),
  ownConnections: OwnConnections | null = null,
) {
  const { store } = await openTestStore();
  await store.migrate();
  await store.settings.setMarketo({ logActivities: false }, 'test');
  await store.settings.setSalesforce({ logEmails: true, logReplies: true, logCalls: true }, 'test');
  await store.sellers.set(SELLER, { salesforceUserId: USER, timeZone: 'Asia/Tokyo' }, 'test');
  // The database's time is the test's.
  const timed: Store = { ...store, serverTime: async () => clock.now() };
  const depsOf = (client: SalesforceSenderDeps['salesforce']): SenderDeps => {
    const own = { salesforce: client, store: timed, clock, random: () => 0.5, instance: 'default', ownConnections };
    return { store: timed, clock, sender: createSalesforceSender(own), tell: () => undefined };
  };
  return new SenderRig({ store, clock, deps: depsOf(salesforce), depsOf });
}

export class SenderRig {
  readonly store: Store;
  readonly clock: ManualClock;
  readonly deps: SenderDeps;
  /** Another worker's. */
  readonly depsOf: (salesforce: SalesforceSenderDeps['salesforce']) => SenderDeps;

  constructor(parts: Pick<SenderRig, 'store' | 'clock' | 'deps' | 'depsOf'>) {
    this.store = parts.store;
    this.clock = parts.clock;
    this.deps = parts.deps;
    this.depsOf = parts.depsOf;
  }

  async person(id: number, change: Partial<MarketoPart>, extra: Parameters<typeof personWrite>[2] = {}): Promise<void> {
    const write = personWrite(id, qualifiedPart(1, change), extra);
    await this.store.people.apply([write], { evidence: 'leadChange' });
  }

  async take(...activities: SalesActivity[]): Promise<void> {
    await this.store.salesActivities.intake(activities);
  }

  /** Everything that can be sent now. */
  async send(deps = this.deps): Promise<void> {
    while ((await sendOnce(deps, running)) > 0);
  }

  /** What may have been sent, once it must be visible. */
  async lookUp(): Promise<number> {
    this.clock.advance(await this.deps.sender.visibleAfterMs());
    return lookUpUnknown(this.deps, running);
  }

  /** Parked ones whose time is over go on. */
  async resume(): Promise<void> {
    const due = await this.store.salesActivities.due(this.clock.now(), 1_000);
    await this.store.salesActivities.apply(due.map(({ id, vendor }) => ({ id, vendor, event: { kind: 'resume' } })));
  }

  async statusOf(id: string): Promise<BranchStatus | undefined> {
    return (await this.store.salesActivities.get(activityId(id)))?.branches.salesforce?.status;
  }

  /** State, and the reason or error, of some activities. */
  async ends(...ids: string[]): Promise<Record<string, string>> {
    const all = await Promise.all(ids.map((id) => this.statusOf(id)));
    return Object.fromEntries(ids.map((id, index) => [id, textOf(all[index])]));
  }
}

function textOf(status: BranchStatus | undefined): string {
  if (status === undefined) return 'none';
  if ('reason' in status) return `${status.state} ${status.reason}`;
  return 'error' in status ? `${status.state} ${status.error}` : status.state;
}
