import { isoSecond } from '../../lib/population/derive.ts';

/** What an attribute may hold (marketo-rest.md 7.1). */
export const DATA_TYPES = [
  'string',
  'boolean',
  'integer',
  'float',
  'link',
  'email',
  'currency',
  'date',
  'datetime',
  'phone',
  'text',
] as const;
export type DataType = (typeof DATA_TYPES)[number];

export interface CustomAttribute {
  readonly apiName: string;
  readonly name: string;
  readonly description?: string | undefined;
  readonly dataType: DataType;
  readonly isPrimary: boolean;
}

/** A type's draft or its live version: everything that approving puts into force. */
export interface TypeVersion {
  readonly name: string;
  readonly description?: string | undefined;
  readonly triggerName: string;
  readonly filterName: string;
  /** The primary one among them. */
  readonly attributes: readonly CustomAttribute[];
}

/** A custom activity type in the form that is kept and persisted. */
export interface CustomType {
  /** From 100001 on; never used again. */
  readonly id: number;
  readonly apiName: string;
  /** ms since epoch, whole seconds. */
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly live?: TypeVersion | undefined;
  readonly draft?: TypeVersion | undefined;
  readonly deleted?: true | undefined;
}

export const FIRST_CUSTOM_ID = 100_001;
/** Types of an instance, of all vendors together, and secondary attributes of one. */
export const MAX_TYPES = 10;
export const MAX_SECONDARY = 20;

type Status = 'draft' | 'approved' | 'approved with draft' | 'deleted';

export function statusOf({ live, draft, deleted }: CustomType): Status {
  if (deleted === true) return 'deleted';
  if (live === undefined) return 'draft';
  return draft === undefined ? 'approved' : 'approved with draft';
}

/** The version that a change applies to. */
export function latest({ draft, live }: CustomType): TypeVersion | undefined {
  return draft ?? live;
}

export function primaryOf({ attributes }: TypeVersion): CustomAttribute | undefined {
  return attributes.find(({ isPrimary }) => isPrimary);
}

export function secondariesOf({ attributes }: TypeVersion): readonly CustomAttribute[] {
  return attributes.filter(({ isPrimary }) => !isPrimary);
}

const shown = ({ apiName, name, description, dataType }: CustomAttribute) => ({ apiName, name, description, dataType });

/** A type without its attributes, as the list of types gives it. */
export function listedType(type: CustomType, version: TypeVersion) {
  return {
    id: type.id,
    apiName: type.apiName,
    name: version.name,
    description: version.description,
    triggerName: version.triggerName,
    filterName: version.filterName,
    createdAt: isoSecond(type.createdAt),
    updatedAt: isoSecond(type.updatedAt),
    status: statusOf(type),
  };
}

/** A type with its attributes; without secondary ones the member is left out, as in the documentation's examples. */
export function describedType(type: CustomType, version: TypeVersion) {
  const primary = primaryOf(version);
  const secondary = secondariesOf(version);
  return {
    ...listedType(type, version),
    primaryAttribute: primary === undefined ? undefined : shown(primary),
    attributes: secondary.length === 0 ? undefined : secondary.map(shown),
  };
}
