/**
 * The library of an app that keeps its people, sales activities, reminder tasks and unsubscribes in step with Marketo and
 * Salesforce. `connectActionsSync` opens everything from the variables of the command line; what it returns is an
 * `ActionsSyncClient`. Every error that is thrown on purpose is an `AppError`: branch on its `key`.
 *
 * Moments are `Date`s; durations have their unit in the name. People are Marketo IDs, numbers above 0.
 *
 * @packageDocumentation
 */

export { SCOPES, type Scope } from '../model/access/scope.ts';
export type { AlertUnit } from '../model/alerts/catalogue.ts';
export type { AlertEvent } from '../model/alerts/event.ts';
export type { AlertTurn } from '../model/alerts/transition.ts';
export type { DifferenceKind } from '../model/difference.ts';
export type { ErasedCounts } from '../model/erasure.ts';
export { AppError, type AppErrorOptions, isAppError, type SafeDetails } from '../model/errors/app-error.ts';
export type { ErrorClass, ErrorEntry } from '../model/errors/entry.ts';
export type { ErrorKey } from '../model/errors/registry.ts';
export { type ErrorText, errorText } from '../model/errors/text.ts';
export type { MarketoId } from '../model/ids.ts';
export { type KeyRing, parseKeyRing } from '../model/key-ring.ts';
export { type CheckReason, type MailAnswer, type MailSummary, summarize } from '../model/mail-check/answer.ts';
export type { FlagReason } from '../model/mail-check/flags.ts';
export type { PanelDetails } from '../model/panel/entry.ts';
export type { ReadActivity } from '../model/panel/from-marketo.ts';
export { PANEL_KINDS, type PanelGroup, type PanelKind } from '../model/panel/kinds.ts';
export type { PanelEntry, PanelWeek } from '../model/panel/merge.ts';
export type { CallPriority } from '../model/ports.ts';
export { type QuotaLimits, quotaLimits } from '../model/quota.ts';
export type { ReconcileReason, ReconcileResult, ReconcileRun } from '../model/reconcile.ts';
export type { BranchStatus } from '../model/sales-activity/branch.ts';
export type { SalesActivityId } from '../model/sales-activity/id.ts';
export { SALES_ACTIVITY_KINDS, type SalesActivityKind, type Vendor } from '../model/sales-activity/kinds.ts';
export type { SalesActivity, SalesActivityLine } from '../model/sales-activity/line.ts';
export type { Problem } from '../model/sales-activity/parse.ts';
export type { SalesforceWork } from '../model/sales-activity/plan.ts';
export type { WokenFlow } from '../model/settings/groups.ts';
export type { SettingValue } from '../model/settings/kinds.ts';
export type { Strategy } from '../model/strategy.ts';
export type { TaskId } from '../model/task/id.ts';
export type { LostEdit, Side, TaskContent, TaskField } from '../model/task/task.ts';
export type { ConsentChange } from '../model/unsubscribe/consent.ts';
export type { OptOutObject } from '../model/unsubscribe/field.ts';
export type { NightlyCounts, NightlyPart, NightlyResult, NightlyRun } from '../model/unsubscribe/nightly.ts';
export type { AddressRecord, OptOutReader } from '../model/unsubscribe/reader.ts';
export type { ErasurePreview } from '../store/erasures/types.ts';
export { openStore, type StoreOptions } from '../store/index.ts';
export type {
  ActivityFilter,
  ActivityPlace,
  BranchView,
  SalesActivityRecord,
} from '../store/sales-activities/types.ts';
export type { Seller, SellerTasks } from '../store/sellers/types.ts';
export type { TaskCounts, TaskFilter } from '../store/tasks/types.ts';
export type {
  AuditFilter,
  AuditPage,
  AuditPlace,
  AuditRow,
  ChangesState,
  FailureRow,
  InitialState,
  PeopleFlow,
  QuotaStatus,
  SettingChange,
  Trouble,
} from '../store/types.ts';
export type { PushCounts, StoredConsent, Told } from '../store/unsubscribes/types.ts';
export type { RereadSummary } from '../workflows/messages.ts';
export type { AccessTokenView } from './access/index.ts';
export type { AlertView } from './alerts/index.ts';
export type { MayEmailOptions } from './check/index.ts';
export type { MarketoReads, ReadContext } from './check/ports.ts';
export { type ActionsSyncClient, type ActionsSyncClientOptions, createActionsSyncClient } from './client.ts';
export { type ConnectedActionsSync, type ConnectOptions, connectActionsSync } from './connect.ts';
export { encryptedData } from './encryption/index.ts';
export type {
  Failure,
  FailureCounts,
  FailureFound,
  FailureOf,
  FailurePlace,
  FailureRecord,
  FailureRecordsPage,
  FailureSelection,
  FailuresChanged,
} from './failures/index.ts';
export { FLOWS, type Flow, type FlowsOverview, type FlowView } from './flows-overview.ts';
export type { CallOptions, PanelMarketo, PanelSalesforce } from './panel/ports.ts';
export type { Panel, PanelGap, PanelOptions, PanelPerson, PanelTarget } from './panel/types.ts';
export type { EraseResult } from './people/erase.ts';
export { RESYNC_MAX_IDS, type StartOptions } from './people/index.ts';
export type { PushesStatus } from './people/pushes-status.ts';
export type { PeopleStatus } from './people/status.ts';
export type { FailedActivity } from './sales-activities/failures.ts';
export type { ActivitiesPage, ActivityRow } from './sales-activities/list.ts';
export type { LogResult } from './sales-activities/log.ts';
export type { Counted, VendorStatus } from './sales-activities/status.ts';
export type { SellerChange, SellerResult } from './sellers/index.ts';
export type { SettingHistoryRow, SettingView } from './settings.ts';
export type { PlannedChange, SettingsFile, SettingsImport } from './settings-file.ts';
export type { SyncStatus } from './status.ts';
export type { FailedTask } from './tasks/failures.ts';
export type { TaskEditInput, TaskInput, TaskResult, TaskView } from './tasks/index.ts';
export type { TasksStatus } from './tasks/status.ts';
export type { TaskSyncState } from './tasks/view.ts';
export type { FailedAddress } from './unsubscribes/failures.ts';
export type * from './unsubscribes/types.ts';
