import type { Plan } from '../../bulk/plan.ts';
import { ApiError } from '../../http/errors.ts';
import type { InstanceState } from '../../instance/state.ts';
import { FIELD_BY_NAME } from '../../people/fields.ts';
import { rowReader } from '../../people/row-reader.ts';
import { type LineWriter, lineWriter, separatorOf } from './delimited.ts';
import { leadFilter, type Selected } from './lead-filter.ts';
import { checkFields, readRequest } from './request.ts';

const TEXTS = new Set(['string', 'text', 'email', 'phone', 'url']);

/** Text that people write: what the fault nulAndCr damages. */
function isFreeText(field: string): boolean {
  const { dataType = '', crmManaged = false } = FIELD_BY_NAME.get(field) ?? {};
  return TEXTS.has(dataType) && !crmManaged;
}

function* linesOf(
  { places, isIn }: Selected,
  read: ReturnType<typeof rowReader>,
  write: LineWriter,
): Generator<string> {
  for (const place of places.all) {
    const row = isIn(place) ? read(place) : undefined;
    yield row === undefined ? '' : write(row);
  }
}

/** Checks a create call of lead extract (6.2). */
export function leadPlan(state: InstanceState, body: unknown): Plan {
  const { fields, format, headerOf, filter } = readRequest(body, state.switches);
  if (fields.length === 0) throw new ApiError(state.switches.missingParameterCode, 'fields cannot be blank');
  checkFields(fields, (field) => FIELD_BY_NAME.has(field));
  const select = leadFilter(state, filter);
  const separator = separatorOf(format, state.switches);
  return {
    format,
    start({ nulAndCr = false }) {
      const selected = select();
      const write = lineWriter({ separator, damaged: nulAndCr }, fields.map(isFreeText));
      const header = lineWriter({ separator, damaged: false }, [])(fields.map(headerOf));
      const lines = linesOf(selected, rowReader(state.book, fields), write);
      return { size: selected.places.size, columns: fields.length, header, lines };
    },
  };
}
