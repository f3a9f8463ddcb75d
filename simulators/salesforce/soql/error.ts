export type SoqlErrorCode =
  | 'MALFORMED_QUERY'
  | 'INVALID_FIELD'
  | 'INVALID_TYPE'
  | 'INVALID_QUERY_FILTER_OPERATOR'
  | 'NUMBER_OUTSIDE_VALID_RANGE'
  | 'EXCEEDED_ID_LIMIT';

/** A refused statement: what the REST API answers with HTTP 400 as `{message, errorCode}`. */
export class SoqlError extends Error {
  override readonly name = 'SoqlError';
  readonly errorCode: SoqlErrorCode;

  constructor(errorCode: SoqlErrorCode, message: string) {
    super(message);
    this.errorCode = errorCode;
  }
}

// How much of the statement Salesforce shows before and after the mark; cut where a word ends.
const BEFORE = 40;
const AFTER = 50;

const isBreak = (character: string | undefined): boolean => character === undefined || /[\s,]/.test(character);

function excerpt(line: string, column: number): { shown: string; mark: number } {
  let from = Math.max(0, column - BEFORE);
  while (from > 0 && from < column && !isBreak(line[from - 1])) from++;
  let to = Math.min(line.length, column + AFTER);
  while (to > column && !isBreak(line[to])) to--;
  if (to === column) to = Math.min(line.length, column + AFTER);
  return { shown: line.slice(from, to), mark: column - from };
}

/** An error with the place it was found at, worded as Salesforce does: excerpt, mark, row and column, reason. */
export function errorAt(errorCode: SoqlErrorCode, text: string, at: number, reason: string): SoqlError {
  const before = text.slice(0, at).split('\n');
  const column = before.at(-1)?.length ?? 0;
  const line = text.split('\n')[before.length - 1] ?? '';
  const { shown, mark } = excerpt(line, column);
  const place = `ERROR at Row:${before.length}:Column:${column + 1}`;
  return new SoqlError(errorCode, `\n${shown}\n${' '.repeat(mark)}^\n${place}\n${reason}`);
}
