import type { AlertSettings } from '../model/alerts/settings.ts';
import type { SettingValue } from '../model/settings/kinds.ts';
import type { Setting } from '../model/settings/registry.ts';
import type {
  CheckSettings,
  MarketoSettings,
  PanelSettings,
  PeopleSettings,
  RetentionSettings,
  SalesforceSettings,
  TaskSettings,
  UnsubscribeSettings,
} from '../model/settings.ts';

export interface SettingsStore {
  people(): Promise<PeopleSettings>;
  /** `by`: who changed it; each member that changes goes to `audit`. @throws AppError `config.setting` */
  setPeople(change: Partial<PeopleSettings>, by: string): Promise<PeopleSettings>;
  marketo(): Promise<MarketoSettings>;
  setMarketo(change: Partial<MarketoSettings>, by: string): Promise<MarketoSettings>;
  salesforce(): Promise<SalesforceSettings>;
  setSalesforce(change: Partial<SalesforceSettings>, by: string): Promise<SalesforceSettings>;
  tasks(): Promise<TaskSettings>;
  setTasks(change: Partial<TaskSettings>, by: string): Promise<TaskSettings>;
  unsubscribes(): Promise<UnsubscribeSettings>;
  setUnsubscribes(change: Partial<UnsubscribeSettings>, by: string): Promise<UnsubscribeSettings>;
  check(): Promise<CheckSettings>;
  setCheck(change: Partial<CheckSettings>, by: string): Promise<CheckSettings>;
  panel(): Promise<PanelSettings>;
  setPanel(change: Partial<PanelSettings>, by: string): Promise<PanelSettings>;
  alerts(): Promise<AlertSettings>;
  setAlerts(change: Partial<AlertSettings>, by: string): Promise<AlertSettings>;
  retention(): Promise<RetentionSettings>;
  setRetention(change: Partial<RetentionSettings>, by: string): Promise<RetentionSettings>;
  /** Every public setting's value, by its key. @throws AppError `config.setting` */
  values(): Promise<Map<string, SettingValue>>;
  /** The same in one cheap read, as it is stored and unchecked: to see whether something has changed. */
  snapshot(): Promise<Map<string, unknown>>;
  /**
   * One setting; undefined: back to the default, whatever that is in a later version. @returns null: it was so already
   * @throws AppError `config.setting`
   */
  put(setting: Setting, value: SettingValue | undefined, by: string): Promise<SettingChange | null>;
}

/** As people write it: both texts can be given to `settings set`. */
export interface SettingChange {
  key: string;
  old: string;
  new: string;
}
