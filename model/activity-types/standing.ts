import { AppError } from '../errors/app-error.ts';
import { EVENT_ID } from './attributes.ts';
import { type ActivityTypeDefinition, TYPE_MARK } from './types.ts';

export interface FoundAttribute {
  apiName: string;
  name: string;
  dataType: string;
}

/** One version of a type as Marketo describes it. */
export interface FoundVersion {
  primary: FoundAttribute | null;
  attributes: readonly FoundAttribute[];
}

/** A custom activity type of the instance that has an API name of ours. */
export interface FoundType {
  id: number;
  apiName: string;
  description: string;
  live: FoundVersion | null;
  draft: FoundVersion | null;
}

/** What is left to do until a type is as defined and approved; all at rest: nothing. */
export interface TypeWork {
  type: ActivityTypeDefinition;
  create: boolean;
  /** To be added to its draft. */
  add: readonly FoundAttribute[];
  approve: boolean;
}

/**
 * Compares a type with its definition. Never takes anything away: what an admin has added or renamed stays.
 * @throws AppError `marketo.types.foreign`, `marketo.types.changed`
 */
export function workOn(type: ActivityTypeDefinition, found: FoundType | null): TypeWork {
  if (found === null) return { type, create: true, add: type.attributes, approve: true };
  const newest = found.draft ?? found.live;
  if (newest === null) throw new AppError('marketo.badAnswer', { details: { at: found.apiName } });
  const isOurs = found.description.startsWith(TYPE_MARK) || hasAttribute(newest, EVENT_ID.apiName);
  if (!isOurs) throw new AppError('marketo.types.foreign', { details: { type: type.apiName } });
  for (const version of [found.live, newest]) if (version !== null) mustFit(type, version);
  const rest = { type, create: false } as const;
  if (found.live !== null && missingIn(type, found.live).length === 0) return { ...rest, add: [], approve: false };
  return { ...rest, add: missingIn(type, newest), approve: true };
}

export function isDone({ create, add, approve }: TypeWork): boolean {
  return !create && add.length === 0 && !approve;
}

/** The primary attribute can't be changed once in use, and no attribute's type should be changed behind an admin's back. */
function mustFit({ apiName: type, primary, attributes }: ActivityTypeDefinition, found: FoundVersion): void {
  const wrong = (attribute: string) => new AppError('marketo.types.changed', { details: { type, attribute } });
  if (found.primary?.apiName !== primary.apiName || found.primary.dataType !== primary.dataType)
    throw wrong(primary.apiName);
  const other = found.attributes.find(({ apiName, dataType }) => {
    const wanted = attributes.find((one) => one.apiName === apiName);
    return wanted !== undefined && wanted.dataType !== dataType;
  });
  if (other !== undefined) throw wrong(other.apiName);
}

function missingIn({ attributes }: ActivityTypeDefinition, version: FoundVersion): FoundAttribute[] {
  return attributes.filter(({ apiName }) => !hasAttribute(version, apiName));
}

function hasAttribute({ attributes }: FoundVersion, apiName: string): boolean {
  return attributes.some((one) => one.apiName === apiName);
}
