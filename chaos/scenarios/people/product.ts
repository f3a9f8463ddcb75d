import { type ActionsSyncClient, createActionsSyncClient } from '../../../client/index.ts';
import type { PeopleState, Store } from '../../../store/types.ts';
import { workflowIds } from '../../../workflows/messages.ts';
import { INSTANCE } from '../../rig/ids.ts';
import type { Rig } from '../../rig/rig.ts';

/** The people sync as an operator reaches it: the typed client, and what `people status` shows. */
export class Product {
  private readonly rig: Rig;

  constructor(rig: Rig) {
    this.rig = rig;
  }

  client<T>(body: (client: ActionsSyncClient) => Promise<T>): Promise<T> {
    return this.rig.stack.with(({ store, temporal }) =>
      body(createActionsSyncClient({ temporal, store, instance: INSTANCE, by: 'chaos' })),
    );
  }

  store<T>(body: (store: Store) => Promise<T>): Promise<T> {
    return this.rig.stack.with(({ store }) => body(store));
  }

  state(): Promise<PeopleState> {
    return this.store((store) => store.peopleState.get());
  }

  /** Runs the hourly tidying now: it counts the visible people again. */
  tidy(): Promise<void> {
    return this.rig.stack.with(({ temporal }) =>
      temporal.schedule.getHandle(workflowIds(INSTANCE).housekeeping).trigger(),
    );
  }
}
