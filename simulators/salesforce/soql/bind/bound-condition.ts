import type { Operand, SoqlQuery } from '../query.ts';
import type { SoqlValue } from '../rows.ts';
import type { Context } from './context.ts';
import type { Bound } from './operand.ts';

export type Test<T> = (from: T) => boolean;

/** A condition ready to be tested, with what an index could be asked. */
export type BoundCondition<T> =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly BoundCondition<T>[] }
  | { readonly kind: 'not'; readonly part: BoundCondition<T> }
  | BoundTest<T>;

export interface BoundTest<T> {
  readonly kind: 'test';
  readonly test: Test<T>;
  /** The object's own field that is tested. */
  readonly own?: string;
  /** The only values that pass. */
  readonly values?: readonly SoqlValue[];
  /** Bounds, both inclusive, outside of which nothing passes. */
  readonly from?: string | number;
  readonly to?: string | number;
}

/** How names and semi-joins of a condition are understood. */
export interface Binding<T> {
  readonly context: Context;
  readonly text: string;
  /** Looks an operand up and checks that it may be filtered on. */
  operand(operand: Operand): Bound<T>;
  /** Ids that a semi-join's SELECT gives. */
  semiJoin(query: SoqlQuery): readonly string[];
}
