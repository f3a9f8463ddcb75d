import type { SalesActivityDeps } from '../../activities/sales-activities/deps.ts';
import type { BranchChanged } from '../../store/sales-activities/types.ts';
import type { Done } from '../../store/samples.ts';
import type { Store } from '../../store/types.ts';

/** What this worker has done and not yet told. */
export class Tally {
  private people = 0;
  private marketo = 0;
  private salesforce = 0;

  wrote(people: number): void {
    this.people += people;
  }

  /** Counts the sales activities that a vendor has taken. */
  ofActivities<Deps extends Pick<SalesActivityDeps, 'tell'>>(deps: Deps): Deps {
    return {
      ...deps,
      tell: (changes: readonly BranchChanged[]) => {
        for (const { vendor, changed, status } of changes) if (changed && status?.state === 'done') this[vendor] += 1;
        deps.tell(changes);
      },
    };
  }

  /** All of it, once. */
  take(): Done {
    const done = { peopleWritten: this.people, activitiesDone: { marketo: this.marketo, salesforce: this.salesforce } };
    this.people = 0;
    this.marketo = 0;
    this.salesforce = 0;
    return done;
  }

  /** What could not be told is told next time. */
  giveBack({ peopleWritten, activitiesDone: { marketo, salesforce } }: Done): void {
    this.people += peopleWritten;
    this.marketo += marketo;
    this.salesforce += salesforce;
  }
}

/** Counts who is written, by whichever flow. */
export function tallied<Deps extends { store: Store }>(deps: Deps, tally: Tally): Deps {
  const { store } = deps;
  const { people } = store;
  const apply: Store['people']['apply'] = async (writes, options) => {
    await people.apply(writes, options);
    tally.wrote(writes.length);
  };
  return { ...deps, store: { ...store, people: { ...people, apply } } };
}
