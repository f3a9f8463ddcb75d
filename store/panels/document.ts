import type { MarketoId } from '../../model/ids.ts';
import type { PanelPart, PanelRow, StoredEntry } from '../../model/panel/entry.ts';
import { PANEL_GROUPS, type PanelGroup } from '../../model/panel/kinds.ts';

/** Collection `panels`; `_id`: the person. */
export type PanelDocument = {
  _id: MarketoId;
  /** What we logged, in the order of taking. An intake that was repeated after a crash may have left one twice. */
  own?: StoredEntry[];
  /** `own` was dropped with the person's data, and is made again from `salesActivities` when the person is back. */
  rebuild?: true;
} & Partial<Record<PanelGroup, PanelPart>>;

export const PANELS = 'panels';

/** What a row holds of a person, for `$unset`. */
export const ALL_PARTS = Object.fromEntries(['own', ...PANEL_GROUPS].map((name) => [name, '' as const]));

export function toRow(document: PanelDocument | undefined): PanelRow {
  const parts: PanelRow['parts'] = {};
  for (const group of PANEL_GROUPS) {
    const part = document?.[group];
    if (part !== undefined) parts[group] = part;
  }
  return { own: document?.own ?? [], parts };
}

/** One fixed order of members: `$max` compares them one by one, and `askedAt` decides. */
export function toPart({ askedAt, wholeAt, types, entries }: PanelPart): PanelPart {
  return { askedAt, wholeAt, types, entries };
}
