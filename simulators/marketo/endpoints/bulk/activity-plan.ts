import { z } from 'zod';
import type { Plan } from '../../bulk/plan.ts';
import { ApiError } from '../../http/errors.ts';
import { isKept } from '../../instance/retention.ts';
import { type Row, TYPE } from '../../instance/rows.ts';
import type { InstanceState } from '../../instance/state.ts';
import type { Value } from '../../people/fields.ts';
import { asActivity, type WireActivity } from '../activity-wire.ts';
import { lineWriter, separatorOf } from './delimited.ts';
import { badFilter, checkFields, readRequest, readWindow, type Window } from './request.ts';

const COLUMNS: Readonly<Record<string, (activity: WireActivity) => Value>> = {
  marketoGUID: ({ marketoGUID }) => marketoGUID,
  leadId: ({ leadId }) => leadId,
  activityDate: ({ activityDate }) => activityDate,
  activityTypeId: ({ activityTypeId }) => activityTypeId,
  campaignId: () => null,
  primaryAttributeValueId: ({ primaryAttributeValueId }) => primaryAttributeValueId ?? null,
  primaryAttributeValue: ({ primaryAttributeValue }) => primaryAttributeValue ?? null,
  // An object here, unlike the array of names and values in REST (6.5).
  attributes: ({ attributes }) =>
    JSON.stringify(Object.fromEntries(attributes.map(({ name, value }) => [name, value]))),
  actionResult: () => 'succeeded',
};
/** Without `fields`: all but the last (statement 80). */
const DEFAULT_FIELDS = Object.keys(COLUMNS).filter((name) => name !== 'actionResult');

const MAX_PRIMARY = 50;
/** Types whose primary attributes are of one kind: only within one group can be filtered by them (6.5). */
const ASSET_GROUPS: readonly (readonly number[])[] = [[13, 22], [104], [24, 25], [2]];

const filterSchema = z.strictObject({
  createdAt: z.unknown(),
  activityTypeIds: z.array(z.int()).optional(),
  primaryAttributeValueIds: z.array(z.int()).optional(),
  primaryAttributeValues: z.array(z.string()).optional(),
});

interface Filter {
  readonly window: Window;
  /** undefined = all. */
  readonly types: ReadonlySet<number> | undefined;
  readonly hasPrimary: (activity: WireActivity) => boolean;
}

function readFilter({ switches }: InstanceState, given: Readonly<Record<string, unknown>>): Filter {
  const parsed = filterSchema.safeParse(given);
  if (!parsed.success || given.createdAt === undefined) throw badFilter(switches);
  const {
    createdAt,
    activityTypeIds: types,
    primaryAttributeValueIds: ids,
    primaryAttributeValues: values,
  } = parsed.data;
  if (types?.includes(TYPE.deleteLead) === true)
    throw badFilter(switches, `Activity type ${TYPE.deleteLead} is not supported`);
  const primaries = [...(ids ?? []), ...(values ?? [])];
  if (primaries.length > MAX_PRIMARY)
    throw new ApiError(switches.capCode, `Primary attributes must not exceed ${MAX_PRIMARY} values`);
  const oneGroup = ASSET_GROUPS.some((group) => types?.every((type) => group.includes(type)) === true);
  if (ids !== undefined && values !== undefined) throw badFilter(switches);
  if (primaries.length > 0 && (types?.length === undefined || types.length === 0 || !oneGroup))
    throw badFilter(switches);
  const wanted = new Set<unknown>(primaries);
  return {
    window: readWindow(createdAt, switches),
    types: types === undefined || types.length === 0 ? undefined : new Set(types),
    hasPrimary: ({ primaryAttributeValueId, primaryAttributeValue }) =>
      wanted.size === 0 || wanted.has(ids === undefined ? primaryAttributeValue : primaryAttributeValueId),
  };
}

/** Positions in the log whose records may lie in a window: the base people's are ordered by date, the others not. */
function* positions({ log, book }: InstanceState, { from, to }: Window, end: number): Generator<Row | undefined> {
  const last = book.base.firstAfter(to);
  for (let position = book.base.firstAfter(from - 1); position < last; position++) yield log.at(position);
  for (let position = book.base.ids.size; position < end; position++) yield log.at(position);
}

/** Checks a create call of activity extract (6.5). */
export function activityPlan(state: InstanceState, body: unknown): Plan {
  const { fields: given, format, headerOf, filter } = readRequest(body, state.switches);
  const fields = given.length > 0 ? given : DEFAULT_FIELDS;
  checkFields(fields, (field) => COLUMNS[field] !== undefined);
  const wanted = readFilter(state, filter);
  const separator = separatorOf(format, state.switches);
  const cells = fields.flatMap((field) => COLUMNS[field] ?? []);
  return {
    format,
    start({ nulAndCr = false }) {
      state.releaseDue();
      const now = state.now();
      const end = state.log.size;
      const { window, types, hasPrimary } = wanted;
      const isIn = (row: Row): boolean =>
        row.type !== TYPE.deleteLead &&
        row.at >= window.from &&
        row.at <= window.to &&
        (types?.has(row.type) ?? true) &&
        isKept(row, now);
      const write = lineWriter(
        { separator, damaged: nulAndCr },
        fields.map((field) => field === 'primaryAttributeValue'),
      );
      function* lines(): Generator<string> {
        for (const row of positions(state, window, end)) {
          const activity = row === undefined || !isIn(row) ? undefined : asActivity(state, row);
          yield activity === undefined || !hasPrimary(activity) ? '' : write(cells.map((cell) => cell(activity)));
        }
      }
      const base = state.book.base.firstAfter(window.to) - state.book.base.firstAfter(window.from - 1);
      return {
        size: Math.max(0, base) + end - state.book.base.ids.size,
        columns: fields.length,
        header: lineWriter({ separator, damaged: false }, [])(fields.map(headerOf)),
        lines: lines(),
      };
    },
  };
}
