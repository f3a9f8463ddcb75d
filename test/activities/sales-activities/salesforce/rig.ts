import type { SenderDeps } from '../../../../activities/sales-activities/ports.ts';
import type {
  SalesforceSenderDeps,
  Seller,
  SellerPort,
} from '../../../../activities/sales-activities/salesforce/ports.ts';
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

export class FakeSellers implements SellerPort {
  readonly known = new Map<string, Seller>();

  async read(emails: readonly string[]): Promise<Map<string, Seller>> {
    return new Map(
      emails.flatMap((given) => {
        const email = given.trim().toLowerCase();
        const seller = this.known.get(email);
        return seller === undefined ? [] : [[email, seller] as const];
      }),
    );
  }

  async learn(found: readonly Pick<Seller, 'email' | 'salesforceUserId' | 'timeZone'>[], at: Date): Promise<void> {
    for (const one of found) this.known.set(one.email, { ...one, setBy: 'salesforce', asOf: at });
  }
}

/** A sender on a store of its own, with everything logged in Salesforce; one seller is known. */
export async function openRig(salesforce: SalesforceSenderDeps['salesforce']) {
  const { store } = await openTestStore();
  await store.migrate();
  await store.settings.setMarketo({ logActivities: false }, 'test');
  await store.settings.setSalesforce({ logEmails: true, logReplies: true, logCalls: true }, 'test');
  const clock = new ManualClock();
  const sellers = new FakeSellers();
  const seller = { email: SELLER, salesforceUserId: USER, timeZone: 'Asia/Tokyo' } as const;
  sellers.known.set(SELLER, { ...seller, setBy: 'admin', asOf: clock.now() });
  // The database's time is the test's.
  const timed: Store = { ...store, serverTime: async () => clock.now() };
  const sender = createSalesforceSender({
    salesforce,
    store: { ...timed, sellers },
    clock,
    random: () => 0.5,
    instance: 'default',
  });
  const deps: SenderDeps = { store: timed, clock, sender, tell: () => undefined };
  return new SenderRig({ store, clock, sellers, deps });
}

export class SenderRig {
  readonly store: Store;
  readonly clock: ManualClock;
  readonly sellers: FakeSellers;
  readonly deps: SenderDeps;

  constructor({ store, clock, sellers, deps }: Pick<SenderRig, 'store' | 'clock' | 'sellers' | 'deps'>) {
    this.store = store;
    this.clock = clock;
    this.sellers = sellers;
    this.deps = deps;
  }

  async person(id: number, change: Partial<MarketoPart>, extra: Parameters<typeof personWrite>[2] = {}): Promise<void> {
    const write = personWrite(id, qualifiedPart(1, change), extra);
    await this.store.people.apply([write], { evidence: 'leadChange' });
  }

  async take(...activities: SalesActivity[]): Promise<void> {
    await this.store.salesActivities.intake(activities);
  }

  /** Everything that can be sent now. */
  async send(): Promise<void> {
    while ((await sendOnce(this.deps, running)) > 0);
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
