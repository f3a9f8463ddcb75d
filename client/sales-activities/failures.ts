import { type ErrorText, errorText } from '../../model/errors/text.ts';
import type { MarketoId } from '../../model/ids.ts';
import type { SalesActivityId } from '../../model/sales-activity/id.ts';
import type { Vendor } from '../../model/sales-activity/kinds.ts';
import { outboxKey } from '../../store/sales-activities/document.ts';
import type { OutboxRow } from '../../store/sales-activities/types.ts';
import type { Store } from '../../store/types.ts';
import type { Follower } from './follow.ts';

/** What failed at one vendor with one error, and waits for a person. */
export interface ActivityFailures extends ErrorText {
  vendor: Vendor;
  key: string;
  count: number;
  firstAt: Date;
  lastAt: Date;
}

/** One activity that failed at one vendor; nothing personal. */
export interface FailedActivity {
  id: SalesActivityId;
  vendor: Vendor;
  personId: MarketoId;
  key: string;
  failedAt: Date;
  acceptedAt: Date;
  tries: number;
  /** Its last call may have been executed: a retry looks it up first. */
  inDoubt: boolean;
}

/** All that failed, less what each member given leaves out. */
export interface FailureSelection {
  /** Of the registry. */
  key?: string | undefined;
  vendor?: Vendor | undefined;
  ids?: readonly SalesActivityId[] | undefined;
}

/** retry: to be sent again, after a look-up where it may have arrived; dismiss: not sent any more. */
export type FailureAction = 'retry' | 'dismiss';

export interface FailureOptions {
  store: Pick<Store, 'salesActivities' | 'audit'>;
  /** Who acts, for the audit log: a name, never an address. */
  by: string;
  /** For one change: tells the workflows of the activities, and starts those that are missing. */
  follower: () => Follower;
}

/** What a retry or a dismissal has changed. */
export interface FailuresChanged {
  /** Branches: an activity that failed at both vendors counts twice. Others may have moved meanwhile. */
  changed: number;
  /** Why not every workflow was told or started; null: all were, or a worker does it as there are very many. */
  followError: string | null;
}

/** Rows moved by one round of commands: memory stays flat, and a crash loses nothing that is done. */
const PAGE = 1_000;
/** Rows looked for at once: on a server that does not use the index each look goes through the whole outbox. */
const LOOK = 10_000;

/** Sales activities that failed: a person retries or dismisses them. */
export function createActivityFailures({ store: { salesActivities, audit }, by, follower }: FailureOptions) {
  /** Page by page in the order of their keys, so that each is seen once, whatever fails again meanwhile. */
  async function* pages({ key, vendor, ids }: FailureSelection, beyond = '', look = LOOK): AsyncGenerator<OutboxRow[]> {
    if (ids !== undefined) {
      for (let from = 0; from < ids.length; from += PAGE) {
        const rows = await salesActivities.rows(ids.slice(from, from + PAGE));
        yield rows.filter(
          ({ id, status, vendor: of }) =>
            status.state === 'failed' &&
            (key ?? status.error) === status.error &&
            (vendor ?? of) === of &&
            outboxKey(id, of) > beyond,
        );
      }
      return;
    }
    const filter = { state: 'failed', ...(vendor && { vendor }), ...(key !== undefined && { error: key }) } as const;
    for (let after = beyond; ; ) {
      const rows = await salesActivities.list(filter, after, look);
      const last = rows.at(-1);
      if (last === undefined) return;
      for (let from = 0; from < rows.length; from += PAGE) yield rows.slice(from, from + PAGE);
      after = outboxKey(last.id, last.vendor);
    }
  }

  /** Counted by the database in one pass over what is not over. */
  async function list(): Promise<ActivityFailures[]> {
    const groups = await salesActivities.groups();
    return groups
      .flatMap(({ vendor, state, detail, count, firstAt, lastAt }) =>
        state === 'failed' && detail !== null
          ? [{ vendor, key: detail, count, firstAt, lastAt, ...errorText(detail) }]
          : [],
      )
      .toSorted((one, other) => other.lastAt.getTime() - one.lastAt.getTime());
  }

  return {
    /** By vendor and error, the latest first. @throws AppError `store.*` */
    list,

    /** Ascending by id, beyond the key of an outbox row. `look`: about how many are wanted, where it is few. */
    async *show(selection: FailureSelection, beyond?: string, look?: number): AsyncGenerator<FailedActivity> {
      for await (const page of pages(selection, beyond, look)) yield* page.flatMap(failedActivity);
    },

    /** Branches: an activity that failed at both vendors counts twice. @throws AppError `store.*` */
    async count(selection: FailureSelection): Promise<number> {
      let count = 0;
      if (selection.ids === undefined) {
        const { key, vendor } = selection;
        for (const group of await list()) {
          if ((key ?? group.key) === group.key && (vendor ?? group.vendor) === group.vendor) count += group.count;
        }
        return count;
      }
      for await (const page of pages(selection)) count += page.length;
      return count;
    },

    /**
     * retry    sent again, or looked up first where the last call is in doubt
     * dismiss  never sent; the activity stays stored as skipped
     * Goes from page to page; killed in between, it is run again for the rest. Audited before and after.
     * @param done told after each page how many have been changed so far
     */
    async change(
      action: FailureAction,
      selection: FailureSelection,
      done: (changed: number) => void = () => {},
    ): Promise<FailuresChanged> {
      const { key = null, vendor = null, ids } = selection;
      const details = { key, vendor, ids: ids === undefined ? null : ids.length };
      await audit.add({ action: `failures.${action}`, by, details });
      const following = follower();
      let changed = 0;
      for await (const page of pages(selection)) {
        const moved = await salesActivities.apply(
          page.map(({ id, vendor: of }) => ({ id, vendor: of, event: { kind: action } })),
        );
        const mine = moved.filter((one) => one.changed);
        changed += mine.length;
        done(changed);
        await following.follow(mine);
      }
      await audit.add({ action: `failures.${action}.done`, by, details: { ...details, changed } });
      return { changed, followError: following.error() };
    },
  };
}

function failedActivity({ id, vendor, personId, status, changedAt, acceptedAt, tries, inDoubtSince }: OutboxRow) {
  if (status.state !== 'failed') return [];
  const { error: key } = status;
  return [{ id, vendor, personId, key, failedAt: changedAt, acceptedAt, tries, inDoubt: inDoubtSince !== null }];
}
