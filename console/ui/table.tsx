import type { ComponentChildren } from 'preact';

export interface Column<Row> {
  /** Heading; empty for a column of buttons. */
  name: string;
  cell: (row: Row) => ComponentChildren;
  /** Numbers stand at the end. */
  end?: boolean;
  /** As narrow as its content. */
  fit?: boolean;
}

interface TableProps<Row> {
  /** What it lists, for screen readers. */
  caption: string;
  /** The first one is the title of an entry on phones. */
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string | number;
}

/** A table; on phones a list. Its roles are said because other displays take them away. */
export function Table<Row>({ caption, columns, rows, keyOf }: TableProps<Row>) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section class="table-box" tabIndex={0} aria-label={caption}>
      {/* biome-ignore lint/a11y/noRedundantRoles: `display: block` on phones drops the implied ones */}
      <table class="table" role="table">
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.name} scope="col" class={classOf(column)}>
                {column.name === '' ? <span class="unseen">Actions</span> : column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            // biome-ignore lint/a11y/noRedundantRoles: see above
            <tr key={keyOf(row)} role="row">
              {columns.map((column) => (
                // biome-ignore lint/a11y/noRedundantRoles: see above
                <td key={column.name} role="cell" data-name={column.name} class={classOf(column)}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function classOf<Row>({ end, fit }: Column<Row>): string {
  return [end === true && 'end', fit === true && 'fit'].filter(Boolean).join(' ');
}
