import type { CustomField } from './changes.ts';
import type { Field, PicklistValue } from './field.ts';
import { field } from './field.ts';
import type { ObjectType } from './object.ts';
import { ACCOUNT, OPPORTUNITY, OPPORTUNITY_CONTACT_ROLE } from './objects/accounts.ts';
import { GROUP, NAME, ORGANIZATION, USER } from './objects/org.ts';
import { CONTACT, LEAD, LEAD_STATUS } from './objects/people.ts';
import { TASK, TASK_STATUS } from './objects/task.ts';

const OBJECTS: readonly ObjectType[] = [
  ACCOUNT,
  CONTACT,
  GROUP,
  LEAD,
  LEAD_STATUS,
  OPPORTUNITY,
  OPPORTUNITY_CONTACT_ROLE,
  ORGANIZATION,
  TASK,
  TASK_STATUS,
  USER,
  NAME,
];

/** What an admin asks for that can't be: an unknown object or field, a standard field where only custom ones go. */
export class SchemaError extends Error {
  readonly fix: string;
  constructor(message: string, fix: string) {
    super(message);
    this.fix = fix;
  }
}

/** The objects of one org as its admin has them, before anybody's permissions. */
export class OrgSchema {
  readonly #objects = new Map<string, ObjectType>(OBJECTS.map((type) => [type.name.toLowerCase(), type]));
  readonly #byPrefix = new Map(OBJECTS.map((type) => [type.keyPrefix, type.name]));
  /** Grows with each change, so that what was worked out from the schema can be thrown away. */
  version = 0;

  get objects(): Iterable<ObjectType> {
    return this.#objects.values();
  }

  /** By name without regard to case. */
  object(name: string): ObjectType | undefined {
    return this.#objects.get(name.toLowerCase());
  }

  objectOfId(id: string): string | undefined {
    return this.#byPrefix.get(id.slice(0, 3));
  }

  /** Adds a custom field, or replaces one. */
  putField(object: string, { name, type, ...options }: CustomField): Field {
    if (!/^[A-Za-z][A-Za-z0-9_]*__c$/.test(name))
      throw new SchemaError(`'${name}' is no custom field`, 'end it in __c');
    const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
    const idLookup = options.externalId === true || options.unique === true;
    const { picklist: names, ...rest } = given as Partial<CustomField>;
    const picklist = (names ?? []).map((value) => ({ value, label: value, active: true, defaultValue: false }));
    const made = field(name, type, { idLookup, ...rest, picklist });
    const old = this.#demand(object);
    this.#put({ ...old, fields: [...old.fields.filter((one) => !sameName(one, name)), made] });
    return made;
  }

  /** Takes a custom field away; its values stay in the records, unseen. */
  dropField(object: string, name: string): void {
    const old = this.#demand(object);
    const found = this.#field(old, name);
    if (!found.custom) throw new SchemaError(`'${name}' is a standard field`, 'name one that ends in __c, or hide it');
    this.#put({ ...old, fields: old.fields.filter((one) => one !== found) });
  }

  /** Replaces the values of a picklist. */
  setPicklist(object: string, name: string, picklist: readonly PicklistValue[]): void {
    this.#change(object, name, { picklist });
  }

  /** Makes a field required, or no longer so. */
  setRequired(object: string, name: string, required: boolean): void {
    this.#change(object, name, { nillable: !required });
  }

  #change(object: string, name: string, change: Partial<Field>): void {
    const old = this.#demand(object);
    const found = this.#field(old, name);
    this.#put({ ...old, fields: old.fields.map((one) => (one === found ? { ...one, ...change } : one)) });
  }

  #put(type: ObjectType): void {
    this.#objects.set(type.name.toLowerCase(), type);
    this.version++;
  }

  #demand(name: string): ObjectType {
    const found = this.object(name);
    if (found === undefined) throw new SchemaError(`no object '${name}'`, 'see GET /services/data/vNN.0/sobjects');
    return found;
  }

  #field(type: ObjectType, name: string): Field {
    const found = type.fields.find((one) => sameName(one, name));
    if (found === undefined) throw new SchemaError(`${type.name} has no field '${name}'`, 'see its describe');
    return found;
  }
}

const sameName = (one: Field, name: string): boolean => one.name.toLowerCase() === name.toLowerCase();
