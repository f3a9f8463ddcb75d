/** Says one line to the person who started the stack. */
export type Say = (line: string) => void;

export type Environment = Record<string, string | undefined>;

/** Types that Temporal's dev server takes for a custom search attribute. */
export type SearchAttributeKind = 'Keyword' | 'Text' | 'Int' | 'Double' | 'Bool' | 'Datetime' | 'KeywordList';

export interface StackOptions {
  /** Folder of this stack: data, record, lock. Default `.local`. */
  dir?: string;
  /** Folder of what was downloaded; may be shared by several stacks. Default `<dir>/cache`. */
  cacheDir?: string;
  /** Keeps no data, and ignores the data there is. */
  ephemeral?: boolean;
  say: Say;
  env?: Environment;
  signal?: AbortSignal;
  /** Default true. */
  temporalUi?: boolean;
  temporalPort?: number;
  temporalUiPort?: number;
  mongoPort?: number;
  searchAttributes?: Record<string, SearchAttributeKind>;
}

/** The options with their defaults, plus what the lock adds. */
export interface StackContext {
  dir: string;
  cacheDir: string;
  ephemeral: boolean;
  say: Say;
  env: Environment;
  signal: AbortSignal | undefined;
  temporalUi: boolean;
  temporalPort: number | undefined;
  temporalUiPort: number | undefined;
  mongoPort: number | undefined;
  searchAttributes: Record<string, SearchAttributeKind>;
  /** Told of each child, so that the next start on this folder can wait for it to end. */
  onChild: (pid: number) => void;
}

export interface RunningTemporal {
  address: string;
  namespace: string;
  /** null when it has none, or when it is not ours to know. */
  uiUrl: string | null;
  /** Name of the link that won. */
  from: string;
}

export interface RunningMongo {
  uri: string;
  from: string;
}

export interface LocalStack {
  temporal: RunningTemporal;
  mongo: RunningMongo;
  /** Ends what this stack started, Temporal first, MongoDB's store last. Bounded; may be called twice. */
  close(): Promise<void>;
}
