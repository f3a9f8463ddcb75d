/** What the evaluator knows of the org, for one user: what that user may not see is not in it. Names are looked up
 * without regard to case; `name` is the canonical spelling, which answers use. */
export interface SoqlSchema {
  object(name: string): SoqlObject | undefined;
  /** Name of the object that an 18-character id belongs to by its first three characters; needed for `Who`, `Owner`. */
  objectOfId(id: string): string | undefined;
}

export interface SoqlObject {
  readonly name: string;
  /** All visible fields in describe's order. */
  readonly fields: Iterable<SoqlField>;
  field(name: string): SoqlField | undefined;
  /** Parent by relationship name (`Account`, `Who`, `Custom__r`). */
  relationship(name: string): SoqlRelationship | undefined;
  /** Children by relationship name (`Tasks`, `OpportunityContactRoles`). */
  childRelationship(name: string): SoqlChildRelationship | undefined;
}

export interface SoqlRelationship {
  readonly name: string;
  /** Object whose fields may follow; for a polymorphic parent the object `Name`, which holds what all have in common. */
  readonly object: string;
  /** Field of the child that holds the parent's id. */
  readonly idField: string;
  readonly polymorphic?: boolean;
}

export interface SoqlChildRelationship {
  readonly name: string;
  readonly object: string;
  /** Field of the child object that holds this object's id. */
  readonly idField: string;
}

export type SoqlFieldType =
  | 'id'
  | 'reference'
  | 'string'
  | 'email'
  | 'phone'
  | 'url'
  | 'textarea'
  | 'picklist'
  | 'multipicklist'
  | 'combobox'
  | 'boolean'
  | 'int'
  | 'double'
  | 'currency'
  | 'percent'
  | 'date'
  | 'datetime';

export interface SoqlField {
  readonly name: string;
  readonly type: SoqlFieldType;
  readonly filterable: boolean;
  /** Default: as `filterable`. */
  readonly sortable?: boolean;
  /** Default: as `filterable`. */
  readonly groupable?: boolean;
  /** Strings alone: compared exactly in `=`, `IN` and `LIKE` (a unique field set to be case-sensitive). */
  readonly caseSensitive?: boolean;
  readonly custom?: boolean;
}
