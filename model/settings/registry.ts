import { AppError } from '../errors/app-error.ts';
import { type Member, type SettingGroup, settingGroups, type WokenFlow } from './groups.ts';
import type { SettingKind, SettingValue } from './kinds.ts';
import { nearest } from './nearest.ts';

/** One setting, by its public key. */
export interface Setting extends SettingKind {
  /** `<group>.<name>`, or the name alone (design section 4). */
  key: string;
  group: SettingGroup;
  /** Of the group as it is stored and read. */
  member: string;
  default: SettingValue;
  /** What it does, in one sentence. */
  effect: string;
  /** What it stands for in Sales Insight Actions, by its place there, or why there is one here. */
  source: string;
  /** Who sleeps on the old value; everything else reads it whenever it uses it. */
  wakes: readonly WokenFlow[];
}

/** A member of a group as it is stored; a private one has no better key than that. */
interface StoredMember {
  member: string;
  key: string;
  kind: SettingKind;
  fallback: SettingValue;
}

/** Every setting that people may change, in the order in which it is shown. */
export const SETTINGS: readonly Setting[] = (Object.keys(settingGroups) as SettingGroup[]).flatMap((group) =>
  membersOf(group).flatMap(({ member, key, kind, fallback, told }): Setting[] =>
    told === null ? [] : [{ ...kind, key, group, member, default: fallback, ...told }],
  ),
);

/** What people are told of a public one. */
type Told = Pick<Setting, 'effect' | 'source' | 'wakes'>;

export function membersOf(group: SettingGroup): (StoredMember & { told: Told | null })[] {
  const { defaults, members } = settingGroups[group];
  const fallbacks = new Map<string, SettingValue>(Object.entries(defaults));
  return Object.entries(members).map(([member, given]: [string, Member]) => ({
    member,
    key: given.name !== null && given.isAlone === true ? given.name : `${group}.${given.name ?? member}`,
    kind: given.kind,
    fallback: fallbacks.get(member) ?? null,
    told: given.name === null ? null : { effect: given.effect, source: given.source, wakes: given.wakes },
  }));
}

/** @throws AppError `config.settingUnknown` with the nearest key */
export function settingOf(key: string): Setting {
  const found = SETTINGS.find((setting) => setting.key === key);
  if (found !== undefined) return found;
  const near = nearest(
    key,
    SETTINGS.map((setting) => setting.key),
  );
  throw new AppError('config.settingUnknown', {
    details: near === null ? {} : { fix: `Did you mean ${near}? \`actions-sync settings show\` lists every key.` },
  });
}

/** @throws AppError `config.setting` which says what is allowed */
export function parseSetting(setting: Setting, text: string): SettingValue {
  const value = setting.parse(text);
  if (value === undefined) throw notAllowed([setting]);
  return value;
}

export function notAllowed(wrong: readonly { key: string; allowed: string }[]): AppError {
  const fix = wrong.map(({ key, allowed }) => `For ${key} give ${allowed}.`).join(' ');
  return new AppError('config.setting', { details: { setting: wrong.map(({ key }) => key).join(', '), fix } });
}
