import type { Store } from '../../../store/types.ts';

/** Options of `actions-sync dev`. */
export interface DevOptions {
  people: number;
  seed: number;
  dir: string;
  /** Keeps no data. */
  ephemeral: boolean;
  /** Ends after the first sync and 100 changes, compared with the simulator's truth. */
  once: boolean;
  changesPerMinute: number;
}

/** Where the people come from: the simulator, or the instance that MARKETO_* names. */
export interface Source {
  baseUrl: string;
  clientId: string;
  clientSecret: string;
  /** null: a real instance, in which nothing is made up. */
  controlUrl: string | null;
  stop(): Promise<void>;
}

/** Where sales activities become Tasks: the simulator, the org that SALESFORCE_* names, or nowhere. */
export interface Salesforce {
  /** For the worker's environment. */
  variables: Record<string, string>;
  /** null: nothing is made up. */
  controlUrl: string | null;
  stop(): Promise<void>;
}

export interface Running {
  store: Store;
  source: Source;
  say: (line: string) => void;
  signal: AbortSignal;
}
