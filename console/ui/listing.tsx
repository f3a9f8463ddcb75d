import type { ComponentChildren } from 'preact';
import { count } from '../lib/format.ts';
import type { List } from '../lib/use-list.ts';
import { Button } from './button.tsx';
import { FaultNotice, Loading } from './states.tsx';
import { type Column, Table } from './table.tsx';

interface ListingProps<Row> {
  caption: string;
  list: List<Row>;
  columns: readonly Column<Row>[];
  keyOf: (row: Row) => string | number;
  /** In place of an empty table. */
  empty: ComponentChildren;
}

/** A list of the API as a table in each of its states; more of it is asked for by a button. */
export function Listing<Row>({ caption, list, columns, keyOf, empty }: ListingProps<Row>) {
  const { items, dropped, fault, loading, more, loadMore, reload } = list;
  return (
    <div class="card flush" aria-busy={loading}>
      {dropped > 0 && (
        <div class="pad row">
          <Button small onClick={reload}>
            To the beginning
          </Button>
          <span class="faint small">The first {count(dropped)} are not shown any more</span>
        </div>
      )}
      {items.length > 0 && <Table caption={caption} columns={columns} rows={items} keyOf={keyOf} />}
      {items.length === 0 && !loading && fault === null && empty}
      {items.length === 0 && loading && (
        <div class="pad">
          <Loading lines={6} />
        </div>
      )}
      {fault !== null && (
        <div class="pad">
          <FaultNotice fault={fault} retry={items.length === 0 ? reload : loadMore} />
        </div>
      )}
      {more && fault === null && (
        <div class="pad row">
          <Button onClick={loadMore} busy={loading}>
            {loading ? 'Loading' : 'Show more'}
          </Button>
          <span class="faint small">
            {dropped > 0 ? `${count(dropped + 1)} to ${count(dropped + items.length)}` : items.length} shown
          </span>
        </div>
      )}
    </div>
  );
}
