import type { ErrorEntry } from '../http/errors.ts';
import { textOf } from '../http/errors.ts';
import type { Value, Values } from '../records/row.ts';
import type { ObjectView } from '../schema/view.ts';
import type { Caller } from './caller.ts';

/** A record on its way into the store: what it was, what it becomes, and what is wrong with that. */
export class Draft {
  readonly caller: Caller;
  readonly view: ObjectView;
  /** Undefined for a new record. */
  readonly before: Values | undefined;
  readonly after: Record<string, Value>;
  /** Fields that the caller gave. */
  readonly given: ReadonlySet<string>;
  readonly errors: ErrorEntry[];

  constructor(
    caller: Caller,
    view: ObjectView,
    o: { before: Values | undefined; given: ReadonlyMap<string, Value>; errors: readonly ErrorEntry[] },
  ) {
    this.caller = caller;
    this.view = view;
    this.before = o.before;
    this.given = new Set(o.given.keys());
    this.errors = [...o.errors];
    this.after = { ...o.before };
    for (const [name, value] of o.given) this.set(name, value);
  }

  get isNew(): boolean {
    return this.before === undefined;
  }

  get(name: string): Value {
    return this.after[name] ?? null;
  }

  set(name: string, value: Value): void {
    if (value === null) delete this.after[name];
    else this.after[name] = value;
  }

  /** Gives a value where there is none. */
  fill(name: string, value: Value): void {
    if (this.get(name) === null) this.set(name, value);
  }

  changed(name: string): boolean {
    return (this.before?.[name] ?? null) !== this.get(name);
  }

  fail(errorCode: string, message = textOf(errorCode), fields: readonly string[] = []): void {
    this.errors.push({ errorCode, message, fields });
  }
}
