import type { SoqlChildRelationship, SoqlObject, SoqlRelationship, SoqlSchema } from '../soql/index.ts';
import type { Access } from './access.ts';
import type { AccessLevel } from './changes.ts';
import type { Field } from './field.ts';
import type { ObjectRights, ObjectType } from './object.ts';
import type { OrgSchema } from './org-schema.ts';

/** An object as one user sees it: hidden fields are absent, protected ones can't be written. */
export class ObjectView implements SoqlObject {
  readonly type: ObjectType;
  readonly name: string;
  readonly fields: readonly Field[];
  readonly rights: ObjectRights;
  readonly #fields: ReadonlyMap<string, Field>;
  readonly #parents: ReadonlyMap<string, SoqlRelationship>;

  constructor(type: ObjectType, access: Access, user: string) {
    this.type = type;
    this.name = type.name;
    this.fields = type.fields.flatMap((field) => {
      const level = field.alwaysVisible ? 'full' : access.level(user, 'fields', `${type.name}.${field.name}`);
      if (level === 'hidden') return [];
      return level === 'full' ? [field] : [{ ...field, createable: false, updateable: false }];
    });
    const level = access.level(user, 'objects', type.name);
    const lacks = (own: AccessLevel) => level === own || level === 'readOnly';
    this.rights = {
      createable: type.rights.createable && !lacks('noCreate'),
      updateable: type.rights.updateable && !lacks('noEdit'),
      deletable: type.rights.deletable && !lacks('noDelete'),
    };
    this.#fields = new Map(this.fields.map((field) => [field.name.toLowerCase(), field]));
    this.#parents = new Map(this.fields.flatMap(parentOf));
  }

  field(name: string): Field | undefined {
    return this.#fields.get(name.toLowerCase());
  }

  relationship(name: string): SoqlRelationship | undefined {
    return this.#parents.get(name.toLowerCase());
  }

  childRelationship(name: string): SoqlChildRelationship | undefined {
    return this.type.children.find((child) => child.name.toLowerCase() === name.toLowerCase());
  }
}

function parentOf({ name, relationshipName, referenceTo }: Field): [string, SoqlRelationship][] {
  const [only = 'Name', ...others] = referenceTo;
  if (relationshipName === null) return [];
  const polymorphic = others.length > 0;
  const relation = { name: relationshipName, object: polymorphic ? 'Name' : only, idField: name, polymorphic };
  return [[relationshipName.toLowerCase(), relation]];
}

/** An org's schema as one user sees it. */
export class SchemaView implements SoqlSchema {
  readonly #schema: OrgSchema;
  readonly #access: Access;
  readonly #user: string;
  readonly #views = new Map<string, ObjectView | undefined>();

  constructor(schema: OrgSchema, access: Access, user: string) {
    this.#schema = schema;
    this.#access = access;
    this.#user = user;
  }

  object(name: string): ObjectView | undefined {
    const key = name.toLowerCase();
    if (!this.#views.has(key)) {
      const type = this.#schema.object(key);
      const hidden = type === undefined || this.#access.level(this.#user, 'objects', key) === 'hidden';
      this.#views.set(key, hidden ? undefined : new ObjectView(type, this.#access, this.#user));
    }
    return this.#views.get(key);
  }

  objectOfId(id: string): string | undefined {
    return this.#schema.objectOfId(id);
  }

  /** Every object with records, by name. */
  *objects(): Generator<ObjectView> {
    for (const { name, keyPrefix } of this.#schema.objects) {
      const view = keyPrefix === undefined ? undefined : this.object(name);
      if (view !== undefined) yield view;
    }
  }
}
