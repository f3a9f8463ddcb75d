import type { SoqlChildRelationship } from '../soql/index.ts';
import type { Field } from './field.ts';

/** What callers may do with an object. */
export interface ObjectRights {
  readonly createable: boolean;
  readonly updateable: boolean;
  readonly deletable: boolean;
}

/** One object of an org. */
export interface ObjectType {
  readonly name: string;
  readonly label: string;
  readonly labelPlural: string;
  /** First three characters of its ids; undefined for `Name`, which has no records of its own. */
  readonly keyPrefix: string | undefined;
  readonly fields: readonly Field[];
  readonly children: readonly SoqlChildRelationship[];
  readonly rights: ObjectRights;
  /** Answers getUpdated and getDeleted. */
  readonly replicateable: boolean;
}

const ALL: ObjectRights = { createable: true, updateable: true, deletable: true };
const NONE: ObjectRights = { createable: false, updateable: false, deletable: false };

interface ObjectOptions {
  readonly plural?: string;
  readonly children?: readonly (readonly [name: string, object: string, idField: string])[];
  readonly readOnly?: boolean;
}

/** An object from its fields. */
export function objectType(
  name: string,
  keyPrefix: string | undefined,
  fields: readonly Field[],
  { plural, children = [], readOnly = false }: ObjectOptions = {},
): ObjectType {
  const label = name.replace(/([a-z])([A-Z])/g, '$1 $2');
  return {
    name,
    label,
    labelPlural: plural ?? `${label}s`,
    keyPrefix,
    fields,
    children: children.map(([child, object, idField]) => ({ name: child, object, idField })),
    rights: readOnly ? NONE : ALL,
    replicateable: !readOnly,
  };
}
