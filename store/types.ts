import type { ActivityLayout } from '../model/activity-types/types.ts';
import type { Decision } from '../model/decide.ts';
import type { DifferenceKind } from '../model/difference.ts';
import type { Export, ExportWindow } from '../model/exports.ts';
import type { Cursor, Feed } from '../model/feeds.ts';
import type { FieldMap } from '../model/field-map.ts';
import type { MarketoId, Ticket } from '../model/ids.ts';
import type { Evidence, PersonDocument, PersonField, SearchedState } from '../model/person.ts';
import type { Clock, CrmKind, QuotaLedger } from '../model/ports.ts';
import type { QuotaLimits } from '../model/quota.ts';
import type { CandidateOutcome, ReconcileResult, ReconcileRun } from '../model/reconcile.ts';
import type { Strategy } from '../model/strategy.ts';
import type { AccessStore } from './access/types.ts';
import type { AlertStore } from './alerts/types.ts';
import type { AuditStore } from './audit-types.ts';
import type { ConnectionStore } from './connections/types.ts';
import type { DepthStore } from './depths.ts';
import type { ErasureStore } from './erasures/types.ts';
import type { FailureStore } from './failures-types.ts';
import type { IdempotencyStore } from './idempotency/types.ts';
import type { SchemaState } from './migrate.ts';
import type { PanelStore } from './panels/types.ts';
import type { PushStore } from './pushes/types.ts';
import type { SalesActivityStore } from './sales-activities/types.ts';
import type { SampleStore } from './samples.ts';
import type { SellerStore } from './sellers/types.ts';
import type { SettingsStore } from './settings-types.ts';
import type { TaskStore } from './tasks/types.ts';
import type { UnsubscribeStore } from './unsubscribes/types.ts';

export type { AuditFilter, AuditPage, AuditPlace, AuditRow, AuditStore } from './audit-types.ts';
export type { FailureRow, FailureStore } from './failures-types.ts';
export type { Seller, SellerStore } from './sellers/types.ts';
export type { SettingChange, SettingsStore } from './settings-types.ts';

export type PersonWrite = Extract<Decision, { kind: 'write' }>;

/** Fields that people are looked up by. */
export type SearchedField = 'salesforceAccountId' | 'salesforceContactId' | 'salesforceOpportunityId';

/** Every member that is there narrows. */
export interface PeopleSearch {
  state: SearchedState;
  /** Compared without regard to case and surrounding blanks. */
  email?: string | undefined;
  /** Beginning of first or last name, of both, of company or address, in any case. */
  text?: string | undefined;
  ownerId?: string | undefined;
}

/** Collections `people` and `peopleHistory`. */
export interface PeopleStore {
  readMany(ids: readonly MarketoId[]): Promise<Map<MarketoId, PersonDocument>>;
  /** One unordered bulk of `$max` upserts by `_id`, then the history rows. Repeating it changes nothing. */
  apply(writes: readonly PersonWrite[], options: { evidence: Evidence; signal?: AbortSignal }): Promise<void>;
  get(id: MarketoId): Promise<PersonDocument | null>;
  /** Oldest first. */
  history(id: MarketoId): Promise<HistoryRow[]>;
  /** Compared without regard to case and surrounding blanks. */
  findByEmail(email: string): Promise<PersonDocument[]>;
  /** Those above an id, ascending; people whose personal data is gone are never among them. Ordinary indexes help it. */
  search(query: PeopleSearch, page: { after: number; limit: number }): Promise<PersonDocument[]>;
  /** Visible people whose field has one of these values, in no order. A search: ordinary indexes help it. */
  visibleWith(field: SearchedField, values: readonly string[], limit: number): Promise<PersonDocument[]>;
  /** Ascending by id; visible people only unless `all`. */
  stream(options: { all: boolean; signal?: AbortSignal }): AsyncIterable<PersonDocument>;
  /** The next documents above an id, ascending, whatever their state. */
  above(id: number, limit: number): Promise<PersonDocument[]>;
  /** Counts documents: slow on large collections; the running number is `PeopleStateStore.visible`. */
  countByState(): Promise<Partial<Record<string, number>>>;
  /** Drops personal data of people out of the visible set for long enough (design section 5); returns how many. */
  redact(options: { unownedBefore: Date; goneBefore: Date; limit: number; signal?: AbortSignal }): Promise<number>;
  /** Drops rows of the history from before then. @returns how many, at most `limit` */
  dropHistory(before: Date, limit: number): Promise<number>;
}

export interface HistoryRow {
  marketoId: MarketoId;
  ticket: Ticket;
  at: Date;
  evidence: Evidence;
  changes: { field: PersonField | 'state' | 'ownerId'; old: string | null; new: string | null }[];
}

/** One counter; a ticket is taken before each read from Marketo, never reused. */
export interface TicketStore {
  take(): Promise<Ticket>;
  /** As many as reads begin now, ascending. Never for later: a read's ticket says that the read began after it. */
  takeMany(count: number): Promise<Ticket[]>;
  /** Lifts the counter above every ticket that a database from before a restore may have given out. */
  raise(by: number): Promise<Ticket>;
}

export interface CursorStore {
  get(feed: Feed): Promise<Cursor | null>;
  /** Stores a first position; leaves an existing one alone unless `replace`. */
  create(feed: Feed, position: { token: string; watermark: Date }, options?: { replace?: boolean }): Promise<Cursor>;
  /** Compare-and-set on `seq`. @throws AppError `store.conflict` */
  move(from: Cursor, to: { token: string; watermark: Date }): Promise<Cursor>;
  /** Sum of all feeds' `seq`: what the changes workflow remembers to notice a restored database. */
  sequence(): Promise<number>;
}

/** How far a CRM scan is with one kind of record; moved by compare-and-set on `seq`. */
export interface CrmPosition {
  seq: number;
  /** Last Salesforce id whose people are stored. */
  after: string | null;
  done: number;
  read: number;
  qualified: number;
  isFinished: boolean;
}

/** Finished pieces of an id scan, collection `ranges`, key `<scanId>/<from>`. */
export interface FinishedRange {
  from: number;
  to: number;
  asked: number;
  /** People that Marketo returned. */
  read: number;
  qualified: number;
}

export interface RangeStore {
  /** Recorded after the range's data; repeating it changes nothing. */
  finish(scanId: string, range: FinishedRange): Promise<void>;
  finished(scanId: string): Promise<FinishedRange[]>;
  crmPosition(scanId: string, kind: CrmKind): Promise<CrmPosition>;
  /** @throws AppError `store.conflict` */
  moveCrm(scanId: string, kind: CrmKind, from: CrmPosition, to: Omit<CrmPosition, 'seq'>): Promise<CrmPosition>;
  drop(scanId: string): Promise<void>;
  /** Those of every other scan whose id has this prefix. */
  dropOthers(prefix: string, scanId: string): Promise<void>;
}

/** Collection `exports`: the plan of a bulk extract and its jobs. */
export interface ExportStore {
  /** Stores the plan unless there is one; returns the one that holds. */
  plan(scanId: string, windows: readonly ExportWindow[]): Promise<ExportWindow[]>;
  planned(scanId: string): Promise<ExportWindow[] | null>;
  /** The jobs of a scan that were opened, in the order of the plan. */
  list(scanId: string): Promise<Export[]>;
  /** The job of a place in the plan, made as `planned` when there is none. */
  open(scanId: string, index: number): Promise<Export>;
  /** Compare-and-set on `seq`. @throws AppError `store.conflict` */
  move(from: Export, change: Partial<Omit<Export, 'scanId' | 'index' | 'seq'>>): Promise<Export>;
  /** Bytes of the files finished on a day (US Central), of all scans. */
  bytesOn(day: string): Promise<number>;
  /** Jobs that Marketo works on or will, of all scans. */
  countOpen(): Promise<number>;
}

/** suspect: absent or returned against a hint, asked again; held: kept back by the brake until an admin approves. */
export interface Suspect {
  id: MarketoId;
  kind: 'suspect' | 'held';
  hint: 'deletion' | 'merge' | 'absence' | 'none';
  winner?: MarketoId;
  since: Date;
  until: Date;
  nextAt: Date;
}

export interface SuspectStore {
  put(suspects: readonly Suspect[]): Promise<void>;
  remove(ids: readonly MarketoId[], kind: Suspect['kind']): Promise<void>;
  due(now: Date, limit: number): Promise<Suspect[]>;
  /** Ascending by id. */
  held(limit: number, after?: number): Promise<Suspect[]>;
  /** The rows of kind `suspect` of some ids. */
  byIds(ids: readonly MarketoId[]): Promise<Suspect[]>;
  /** Suspects above an id that nothing has explained for a day, ascending: absent, and no feed said why. */
  unexplained(now: Date, after: number, limit: number): Promise<Suspect[]>;
  counts(): Promise<{ suspects: number; held: number }>;
}

/** A difference that a comparison has seen once, kept until it is settled. */
export interface Candidate {
  id: MarketoId;
  difference: DifferenceKind;
  /** Names of the fields that differ. */
  fields: string[];
  /** When the first of the two reads was answered, by our clock. */
  readAt: Date;
  /** Seen again, before anything was changed. */
  confirmed?: boolean;
  /** Absent until it is settled. */
  outcome?: CandidateOutcome;
}

/** How many candidates of a comparison wait, and how the others ended; `found`: all settled ones but the vanished. */
export type Tally = Record<'waiting' | 'found', Record<DifferenceKind, number>> & Record<CandidateOutcome, number>;

export interface CandidateStore {
  /** Upsert of the members given, by comparison and id. */
  put(scanId: string, rows: readonly Candidate[]): Promise<void>;
  /** Those that wait, above an id, ascending. */
  open(scanId: string, after: number, limit: number): Promise<Candidate[]>;
  tally(scanId: string): Promise<Tally>;
  drop(scanId: string): Promise<void>;
  /** Those of comparisons that another one has replaced. */
  dropOthers(scanId: string): Promise<void>;
}

/** Document `reconcile` of collection `meta`: the comparison under way. */
export interface ReconcileStore {
  get(): Promise<ReconcileRun | null>;
  /** Stores it unless there is one; returns the one that holds. */
  request(wanted: ReconcileRun): Promise<ReconcileRun>;
  /** Puts it in the place of any other. */
  replace(wanted: ReconcileRun): Promise<void>;
  /** `$set` of the members given; false: it is over, or another one took its place. */
  patch(scanId: string, change: Partial<Omit<ReconcileRun, 'scanId'>>): Promise<boolean>;
  end(scanId: string): Promise<void>;
}

/** How far reading everyone is. */
export type InitialState = 'none' | 'running' | 'paused' | 'cancelled' | 'complete';
/** Whether changes in Marketo are followed. */
export type ChangesState = 'off' | 'running' | 'paused';

/** Document `people` of collection `meta`: what is on, how far it is. The truth behind both people workflows. */
export interface PeopleState {
  initial: InitialState;
  changes: ChangesState;
  scanId: string | null;
  fieldMap: FieldMap | null;
  /** Base URL of the instance that was read: another one is noticed. */
  marketoInstance: string | null;
  startedAt: Date | null;
  completedAt: Date | null;
  /** How this scan reads everyone; null: chosen when it is prepared. */
  strategy: Strategy | null;
  /** Bulk extract: the smart list that is exported instead of windows of time. */
  smartList: string | null;
  /** Highest id known when the scan began. */
  highestId: number | null;
  /** How far the scan is, in the unit of its strategy; totals over the whole scan. */
  progress: { done: number; total: number; read: number; qualified: number; calls: number; at: Date } | null;
  /** Running number of visible people; recounted by housekeeping. */
  visible: number;
  lastTurn: {
    at: Date;
    seconds: number;
    records: number;
    reread: number;
    written: number;
    calls: number;
  } | null;
  /** Feeds are known to be read up to here. */
  caughtUpAt: Date | null;
  lastDeletedLeadsAt: Date | null;
  lastOverlapAt: Date | null;
  lastUsageAt: Date | null;
  /** How the last complete comparison with Marketo ended. */
  lastReconcile: ReconcileResult | null;
  /** What stops or slows each flow; null when it works. */
  troubles: Record<PeopleFlow, Trouble | null>;
}

/** What stops or slows a flow. */
export interface Trouble {
  /** Of the registry. */
  key: string;
  /** Since when. */
  at: Date;
  /** When it goes on by itself, where that is known. */
  until: Date | null;
}

/** The parts of the people sync: reading everyone, following changes, comparing everyone. */
export type PeopleFlow = 'initial' | 'changes' | 'reconcile';

export interface PeopleStateStore {
  get(): Promise<PeopleState>;
  /** `$set` of the members given. */
  patch(change: Partial<Omit<PeopleState, 'troubles'>>): Promise<void>;
  /** Leaves the other flow's alone. */
  setTrouble(flow: PeopleFlow, trouble: Trouble | null): Promise<void>;
  addVisible(delta: number): Promise<number>;
  /** How a scan reads everyone, unless that is settled or another scan took over. @returns whether it was stored */
  settle(scanId: string, choice: { strategy: Strategy; smartList: string | null }): Promise<boolean>;
}

export interface BrakeStore {
  /** Takes up to `leaving` places of the 24 h allowance; returns how many were left. Atomic over workers. */
  reserve(leaving: number, limit: number, now: Date): Promise<number>;
  /** People who left within the last 24 h. */
  used(now: Date): Promise<number>;
}

/** What is used and left of Marketo's calls, ours and the whole instance's. */
export interface QuotaStatus {
  /** US Central, such as `2026-11-28`. */
  day: string;
  usedToday: number;
  limitToday: number;
  /** Calls made today, by class. */
  byPriority: Record<string, number>;
  /** Calls that each class may still make today; the classes share them. */
  leftByPriority: Record<string, number>;
  /** The whole instance's calls today as Marketo's usage call told it last. */
  instanceTotal: number | null;
  callsInWindow: number;
  windowCalls: number;
  openCalls: number;
  atOnce: number;
  resetsAt: Date;
  /** Set while every class waits: after a 606, or the day being used up. */
  blockedUntil: Date | null;
  /** Bulk extract: our files of today, the instance's limit of a day, and our jobs that are queued or running. */
  bulk: { bytesToday: number; limitBytes: number; jobsOpen: number };
}

export interface QuotaStore {
  /** The ledger itself; several processes with the same database share one. `limits: null` = no limits (bench only). */
  ledger(limits: QuotaLimits | null, options?: { clock?: Clock }): QuotaLedger;
  status(limits: QuotaLimits): Promise<QuotaStatus>;
  /** What the usage call said of the whole instance today. */
  setInstanceTotal(day: string, total: number): Promise<void>;
}

/** Document `activityTypes` of collection `meta`: how sales activities are logged in Marketo. */
export interface StoredActivityTypes {
  layout: ActivityLayout;
  /** Marketo's id of each type, by its API name. */
  ids: Record<string, number>;
}

export interface ActivityTypesStore {
  /** Null until they are set up. */
  get(): Promise<StoredActivityTypes | null>;
  /** The first layout holds for ever; ids may change. @throws AppError `marketo.types.layoutFixed` */
  put(types: StoredActivityTypes): Promise<void>;
}

export interface Store {
  people: PeopleStore;
  tickets: TicketStore;
  cursors: CursorStore;
  ranges: RangeStore;
  exports: ExportStore;
  suspects: SuspectStore;
  pushes: PushStore;
  candidates: CandidateStore;
  reconcile: ReconcileStore;
  peopleState: PeopleStateStore;
  brake: BrakeStore;
  salesActivities: SalesActivityStore;
  sellers: SellerStore;
  connections: ConnectionStore;
  unsubscribes: UnsubscribeStore;
  tasks: TaskStore;
  panels: PanelStore;
  quota: QuotaStore;
  settings: SettingsStore;
  activityTypes: ActivityTypesStore;
  audit: AuditStore;
  failures: FailureStore;
  access: AccessStore;
  alerts: AlertStore;
  samples: SampleStore;
  erasures: ErasureStore;
  depths: DepthStore;
  idempotency: IdempotencyStore;
  /** Schema version and indexes; run once at worker start. @throws AppError `store.newer` */
  migrate(): Promise<void>;
  /** How the database stands to this program, before and after `migrate`. */
  schema(): Promise<SchemaState>;
  ping(): Promise<void>;
  /** The database's own clock. */
  serverTime(): Promise<Date>;
  close(): Promise<void>;
}
