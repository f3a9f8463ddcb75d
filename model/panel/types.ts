import { COMPACT_TYPE, EIGHT_TYPES, kindName } from '../activity-types/types.ts';
import { SALES_ACTIVITY_KINDS } from '../sales-activity/kinds.ts';
import type { TypeMeaning } from './from-marketo.ts';
import { MARKETO_TYPES, type PanelGroup } from './kinds.ts';

/** Types to ask for, with what each means; empty: that group has none here. */
export type TypesByGroup = Record<PanelGroup, ReadonlyMap<number, TypeMeaning>>;

/** Marketo takes ten types a call. */
const MOST = 10;
/** The glossary's names where they differ from the product's (product.md 3.2). */
const OTHER_NAMES = new Map<string, TypeMeaning>([
  ['clicked sales email', 'emailClicked'],
  ['sales email bounce', 'emailBounced'],
  ['received sales call', 'callReceived'],
  ['remove from sales campaign', 'campaignRemoved'],
]);
const NATIVE_NAMES = new Map<string, TypeMeaning>([
  ...OTHER_NAMES,
  ...SALES_ACTIVITY_KINDS.map((kind): [string, TypeMeaning] => [kindName(kind).toLowerCase(), kind]),
]);

/**
 * Which types are asked for. The vendor's own sales types are known by their names alone, since no page tells their ids
 * (product.md 3.2); Marketo's own by their ids too, where no instance of that name says otherwise.
 * @param listed Get Activity Types; null: it could not be asked, and the group `sales` has only what is known without
 * @param logged our custom types: Marketo's id by API name
 */
export function panelTypes(
  listed: readonly { id: number; name: string }[] | null,
  logged: Readonly<Record<string, number>>,
): TypesByGroup {
  const types: Record<PanelGroup, Map<number, TypeMeaning>> = {
    marketing: new Map(),
    sales: new Map(),
    logged: new Map(),
  };
  const idByName = new Map(listed?.map(({ id, name }) => [name.toLowerCase(), id]));
  for (const { id, name, kind, group } of MARKETO_TYPES) {
    types[group].set(idByName.get(name.toLowerCase()) ?? id, kind);
  }
  for (const [name, kind] of NATIVE_NAMES) {
    const id = idByName.get(name);
    if (id !== undefined && types.sales.size < MOST) types.sales.set(id, kind);
  }
  for (const kind of SALES_ACTIVITY_KINDS) {
    const id = logged[EIGHT_TYPES[kind].apiName];
    if (id !== undefined) types.logged.set(id, kind);
  }
  const compact = logged[COMPACT_TYPE.apiName];
  if (compact !== undefined) types.logged.set(compact, 'byKindAttribute');
  return types;
}
