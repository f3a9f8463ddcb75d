import { isoSecond } from '../../lib/population/derive.ts';
import { shownLead } from '../endpoints/activity-wire.ts';
import type { InstanceState } from '../instance/state.ts';

/** One custom activity as it was added. */
export interface CustomActivityLine {
  readonly guid: string;
  /** The person that it reads under now: after a merge the winner. */
  readonly leadId: number;
  /** API name of its type. */
  readonly type: string;
  /** ISO 8601, whole seconds. */
  readonly at: string;
  readonly primary: string;
  /** By API name. */
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Can be read by now. */
  readonly isVisible: boolean;
}

/** Every custom activity ever added. */
export function* customActivities(state: InstanceState): Generator<CustomActivityLine> {
  for (const { row, isVisible } of state.log.everyLive()) {
    const type = state.customTypes.get(row.type);
    if (type === undefined) continue;
    const { id, at, primary = '', attributes = [] } = row;
    yield {
      guid: String(id),
      leadId: shownLead(state, row),
      type: type.apiName,
      at: isoSecond(at),
      primary,
      attributes: Object.fromEntries(attributes.map(([name, value, apiName = name]) => [apiName, value])),
      isVisible,
    };
  }
}
