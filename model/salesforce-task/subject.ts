import type { SUBJECT_FIELDS } from '../settings.ts';

export type SubjectField = (typeof SUBJECT_FIELDS)[number];
/** By name; a field without a value is left out. */
export type SubjectValues = Readonly<Partial<Record<SubjectField, string | number | undefined>>> & {
  readonly activity_type: string;
};

const FIELD = /\{\{\s*(\w+)\s*\}\}/g;
const LINE_BREAKS = /[\r\n\v\f\u0085\u2028\u2029]+/g;

/**
 * A Task's subject from its template (product.md 4.4): fields by name without regard to case, one without a value
 * yields nothing, line breaks go. What then says no more than the type (`Call: `) is the type alone.
 * Not cut: the field's length is the org's.
 */
export function subjectFrom(template: string, values: SubjectValues): string {
  const byName = new Map(Object.entries(values));
  let isComplete = true;
  let more = '';
  const text = template.replace(FIELD, (_, given: string) => {
    const name = given.toLowerCase();
    const value = String(byName.get(name) ?? '').trim();
    if (value === '') isComplete = false;
    if (name !== 'activity_type') more += value;
    return value;
  });
  const subject = oneLine(text);
  const free = oneLine(template.replace(FIELD, ''));
  const saysMore = isComplete || /[\p{L}\p{N}]/u.test(free + more);
  return subject === '' || !saysMore ? values.activity_type : subject;
}

export function replySubject(emailSubject: string | undefined): string {
  return oneLine(`Reply: ${emailSubject ?? ''}`);
}

function oneLine(text: string): string {
  return text.replace(LINE_BREAKS, '').trim();
}
