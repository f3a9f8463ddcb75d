import type { JobFaults } from '../faults/schema.ts';

export type JobKind = 'leads' | 'activities';
export type Format = 'CSV' | 'TSV' | 'SSV';

/** What goes into one file, looked up at the moment the job starts processing. */
export interface Source {
  /** Records to look at: decides how long the job takes. */
  readonly size: number;
  readonly columns: number;
  /** First line, with its line end. */
  readonly header: string;
  /** One item for each record looked at: its line with the line end, or '' when it isn't in the file. */
  readonly lines: Iterable<string>;
}

/** A checked create request. */
export interface Plan {
  readonly format: Format;
  start(faults: JobFaults): Source;
}
