/** Index of a character of the statement; errors show it as row and column. */
export type Position = number;

/** A field path as written: `Name`, `Who.Name`, `t.Owner.Name`. */
export interface Path {
  readonly names: readonly string[];
  readonly at: Position;
}

export const AGGREGATES = ['COUNT', 'COUNT_DISTINCT', 'MIN', 'MAX', 'SUM', 'AVG'] as const;
export type Aggregate = (typeof AGGREGATES)[number];

export type Literal =
  /** `raw` is what was written between the quotes; LIKE needs it to tell `\\%` from `%`. */
  | { readonly kind: 'string'; readonly value: string; readonly raw: string; readonly at: Position }
  | { readonly kind: 'number'; readonly value: number; readonly at: Position }
  | { readonly kind: 'boolean'; readonly value: boolean; readonly at: Position }
  | { readonly kind: 'null'; readonly at: Position }
  /** `2026-01-02` */
  | { readonly kind: 'date'; readonly value: string; readonly at: Position }
  /** ms since epoch */
  | { readonly kind: 'datetime'; readonly value: number; readonly at: Position }
  /** `TODAY`, `LAST_N_DAYS:30` (name in capitals) */
  | { readonly kind: 'period'; readonly name: string; readonly count?: number; readonly at: Position };

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=' | 'LIKE';
export type SetComparison = 'IN' | 'NOT IN' | 'INCLUDES' | 'EXCLUDES';

/** What a condition of WHERE or HAVING looks at. */
export type Operand =
  | { readonly kind: 'field'; readonly path: Path }
  | { readonly kind: 'aggregate'; readonly name: Aggregate; readonly path: Path | undefined; readonly at: Position };

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[] }
  | { readonly kind: 'not'; readonly part: Condition }
  | { readonly kind: 'compare'; readonly left: Operand; readonly operator: Comparison; readonly right: Literal }
  | {
      readonly kind: 'set';
      readonly left: Operand;
      readonly operator: SetComparison;
      readonly right: readonly Literal[];
    }
  | {
      readonly kind: 'semiJoin';
      readonly left: Operand;
      readonly operator: 'IN' | 'NOT IN';
      readonly query: SoqlQuery;
    };

export type SelectItem =
  | { readonly kind: 'field'; readonly path: Path; readonly alias?: string }
  | {
      readonly kind: 'aggregate';
      readonly name: Aggregate;
      readonly path: Path | undefined;
      readonly alias?: string;
      readonly at: Position;
    }
  | { readonly kind: 'fields'; readonly set: 'ALL' | 'STANDARD' | 'CUSTOM'; readonly at: Position }
  | { readonly kind: 'children'; readonly query: SoqlQuery; readonly at: Position };

export interface OrderTerm {
  readonly by: Operand;
  readonly descending: boolean;
  /** Where rows without a value come, if the statement says so. */
  readonly nulls?: 'first' | 'last';
}

export interface SoqlQuery {
  /** The whole statement, which errors quote. */
  readonly text: string;
  readonly select: readonly SelectItem[];
  readonly from: { readonly name: string; readonly alias?: string; readonly at: Position };
  readonly where?: Condition;
  readonly groupBy: readonly Path[];
  readonly having?: Condition;
  readonly orderBy: readonly OrderTerm[];
  readonly limit?: number;
  readonly offset?: number;
  /** Read and without effect here. */
  readonly lock?: 'UPDATE' | 'VIEW' | 'REFERENCE';
}
