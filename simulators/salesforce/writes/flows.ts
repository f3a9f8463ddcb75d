import type { Table } from '../records/table.ts';
import type { ObjectView } from '../schema/view.ts';
import type { Caller } from './caller.ts';
import { readValue } from './read-value.ts';

/** Automation of the org: edits a record right after its save, as the user who saved it. */
export function runFlows({ org, admin }: Caller, view: ObjectView, table: Table, number: number, on: string): void {
  if (admin) return;
  for (const flow of org.flows.get(view.name) ?? []) {
    if (flow.on !== 'save' && flow.on !== on) continue;
    const row = table.values(number);
    const read = Object.entries(flow.set).flatMap(([name, given]) => {
      const field = view.type.fields.find((one) => one.name.toLowerCase() === name.toLowerCase());
      const value = field === undefined ? undefined : readValue(given, field, org.switches);
      return field === undefined || value === undefined || 'error' in value ? [] : [[field.name, value.value] as const];
    });
    if (row !== undefined) org.store.put(table, number, { ...row.values, ...Object.fromEntries(read) });
  }
}
