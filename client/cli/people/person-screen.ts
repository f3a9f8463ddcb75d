import { PERSON_FIELDS } from '../../../model/person.ts';
import { EVIDENCE_WORDS } from '../../people/evidence-words.ts';
import { erasedLine } from '../../people/explain.ts';
import type { PersonEvidence } from '../../people/lookup.ts';
import { moment, printable, table } from '../lib/format.ts';
import type { Style } from '../lib/style.ts';

/** `people show`: the record, then one line per change. */
export function personScreen({ id, person, history, erasure }: PersonEvidence, style: Style): string[] {
  const part = person?.marketo;
  if (part === undefined) return [`${id}: nothing is stored.`];
  if (part.state === 'erased') {
    return [
      style.strong(`Person ${id}`),
      ...(erasure === null ? ['  state  erased'] : [`  ${printable(erasedLine(erasure))}`]),
    ];
  }
  const { state, leftAt, syncedAt, asOf, evidence } = part;
  const fields = [...PERSON_FIELDS.map((field) => [field, part[field]] as const), ['ownerId', part.ownerId] as const];
  const rows = [
    ['state', leftAt === undefined ? state : `${state} since ${moment(leftAt)}`],
    ...fields.flatMap(([name, value]) => (typeof value === 'string' ? [[name, printable(value)]] : [])),
    ...(person?.alias === undefined ? [] : [['mergedInto', String(person.alias.winner)]]),
    ['syncedAt', `${moment(syncedAt)} (ticket ${asOf}; ${EVIDENCE_WORDS[evidence]})`],
    ...(person?.firstSeen === undefined ? [] : [['firstSeen', moment(person.firstSeen.at)]]),
  ];
  return [style.strong(`Person ${id}`), ...table(rows, '  '), '', ...historyLines({ history }, style)];
}

export function historyLines({ history }: Pick<PersonEvidence, 'history'>, style: Style): string[] {
  if (history.length === 0) return ['No changes since the first read.'];
  return history.flatMap(({ at, evidence, changes }) => [
    `${moment(at)}  ${style.dim(EVIDENCE_WORDS[evidence])}`,
    ...changes.map(({ field, old, new: now }) => `  ${field}: ${shown(old)} → ${shown(now)}`),
  ]);
}

function shown(value: string | null): string {
  return value === null ? '(none)' : printable(value);
}
