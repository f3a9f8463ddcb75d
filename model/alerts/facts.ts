/** Flows that can stop, by the names under which MongoDB and Temporal know them. */
export const FLOWS = [
  'worker',
  'people-initial',
  'people-changes',
  'people-reconcile',
  'people-push',
  'sender-marketo',
  'sender-salesforce',
  'tasks',
  'unsubscribes',
  'unsubscribes-nightly',
] as const;
export type FlowName = (typeof FLOWS)[number];

/** What stops or slows something: a key of the registry, and since when. */
export interface TroubleFact {
  key: string;
  since: Date;
  /** When it goes on by itself, where that is known. */
  until: Date | null;
}

export interface FlowFact {
  flow: FlowName;
  /** Switched on, and not paused by a person. */
  isOn: boolean;
  /** Null: it does not tell, or has never worked. */
  workedAt: Date | null;
  /** It may be silent so long by its own timetable. */
  pauseMs: number;
  /** Its workflow does not run; null: nobody knows. */
  isGone: boolean | null;
  troubles: TroubleFact[];
}

export const LAGS = ['people', 'sender-marketo', 'sender-salesforce', 'tasks', 'unsubscribes'] as const;

export interface LagFact {
  what: (typeof LAGS)[number];
  /** Since when the oldest waits; null: nothing waits. */
  since: Date | null;
  /** Late by its own timetable. */
  pauseMs: number;
  /** Why, where that is known: a key of the registry. */
  error: string | null;
}

export const FAILING = ['sender-marketo', 'sender-salesforce', 'tasks'] as const;

/** What the rules look at; nothing of it is personal. */
export interface AlertFacts {
  now: Date;
  flows: FlowFact[];
  lags: LagFact[];
  /** Records that failed within the last hour. */
  failed: Record<(typeof FAILING)[number], number>;
  /** Calls of today. */
  quota: { used: number; share: number; instanceTotal: number | null; instanceLimit: number };
  /** People that the brake holds. */
  held: number;
  /** Since when pushes are known to leave changes out; null: they don't, or none come. */
  pushesIncomplete: Date | null;
  /** Of all flows that are on, and of records that wait. */
  troubles: TroubleFact[];
  /** Temporal does not answer, and why; null: it does. */
  temporal: string | null;
}
