import type { MarketoId } from '../../model/ids.ts';
import type { PanelPart, PanelRow } from '../../model/panel/entry.ts';
import type { PanelGroup } from '../../model/panel/kinds.ts';

export interface PartWrite {
  id: MarketoId;
  group: PanelGroup;
  part: PanelPart;
}

/** Activity types as Marketo listed them. */
export interface ListedTypes {
  at: Date;
  types: { id: number; name: string }[];
}

/**
 * Collection `panels`: one row per person, with what we logged of the person and what Marketo said last. Nothing in it is
 * the truth: our part comes from `salesActivities`, the others are asked for again.
 */
export interface PanelStore {
  /** By person; nobody is left out: who has no row has an empty one. */
  read(ids: readonly MarketoId[]): Promise<Map<MarketoId, PanelRow>>;
  /** Keeps what was asked for last, whatever the order of writing. Repeating it changes nothing. */
  put(writes: readonly PartWrite[], signal?: AbortSignal): Promise<void>;
  /** Drops what Marketo said where nobody has looked since then. @returns how many rows, at most `limit` */
  expire(lookedBefore: Date, limit: number): Promise<number>;
  /** Marketo's activity types as they were listed last; null: never. */
  types(): Promise<ListedTypes | null>;
  setTypes(listed: ListedTypes): Promise<void>;
}
