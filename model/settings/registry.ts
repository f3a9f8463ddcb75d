import { AppError } from '../errors/app-error.ts';
import { type Member, type SettingGroup, settingGroups } from './groups.ts';
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
  membersOf(group).flatMap(({ member, key, kind, fallback, effect }): Setting[] =>
    effect === null ? [] : [{ ...kind, key, group, member, default: fallback, effect }],
  ),
);

export function membersOf(group: SettingGroup): (StoredMember & { effect: string | null })[] {
  const { defaults, members } = settingGroups[group];
  const fallbacks = new Map<string, SettingValue>(Object.entries(defaults));
  return Object.entries(members).map(([member, given]: [string, Member]) => ({
    member,
    key: given.name !== null && given.isAlone === true ? given.name : `${group}.${given.name ?? member}`,
    kind: given.kind,
    fallback: fallbacks.get(member) ?? null,
    effect: given.name === null ? null : given.effect,
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
