import type { ActionsSyncClient } from '../../../client.ts';
import type { Running } from '../types.ts';

/** What the steps of the tour work with: the sync, and the simulators as the people who use them would. */
export interface Tour extends Running {
  client: ActionsSyncClient;
  marketo: Simulated;
  salesforce: Simulated;
}

/** Control of a simulator. */
export interface Simulated {
  controlUrl: string;
  /** Body of the answer. @throws Error where the simulator refuses */
  act(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: object): Promise<unknown>;
}
