import { markdownTable } from '../markdown-table.ts';
import type { ErrorClass, ErrorEntry } from './entry.ts';
import { FAILURES_SECTION } from './failures-section.ts';
import { errorRegistry } from './registry.ts';

interface Section {
  title: string;
  /** What the sync does by itself, and what a person must do. */
  operator: string;
}

/** In the order of the page: what needs a person first. */
const SECTIONS: Record<ErrorClass, Section> = {
  auth: {
    title: 'Credentials and rights (`auth`)',
    operator: 'the flow stops asking and waits; a person must correct credentials or permissions.',
  },
  config: {
    title: 'Set-up (`config`)',
    operator: 'the flow or command stops; a person must correct a setting, here or at the vendor.',
  },
  bug: {
    title: 'Our mistakes and unknown answers (`bug`)',
    operator: 'the step is given up without harm to data or position and reported; a person should pass it on to us.',
  },
  record: {
    title: 'Single records (`record`)',
    operator: 'this one record fails and its neighbours go on; a person may correct the record and retry it.',
  },
  quota: {
    title: 'The day is used up (`quota`)',
    operator:
      'the flow sleeps until calls are free again (Marketo: midnight US Central; Salesforce: the calls of the last 24 hours); nothing to do but to plan the quota.',
  },
  rate: {
    title: 'Too fast (`rate`)',
    operator: 'every worker waits for some seconds and goes on; nothing to do unless it happens all day.',
  },
  retry: {
    title: 'Passing trouble (`retry`)',
    operator: 'the call is tried again with growing pauses; nothing to do unless it lasts.',
  },
};

/** `docs/errors.md`: every error a person, a log or Temporal can show. */
export function errorsPage(): string {
  const sections = Object.entries(SECTIONS);
  const entries: [string, ErrorEntry][] = Object.entries(errorRegistry);
  return [
    '# Errors',
    '',
    '<!-- Generated from model/errors by `npm run docs:errors`. Do not edit. -->',
    '',
    'Every error has a key, and its class says what happens next:',
    '',
    ...sections.map(([name, { operator }]) => `- \`${name}\`: ${operator}`),
    '',
    ...FAILURES_SECTION,
    ...sections.flatMap(([name, { title }]) => [
      '',
      `## ${title}`,
      '',
      ...table(entries.filter(([, entry]) => entry.class === name)),
    ]),
    '',
  ].join('\n');
}

const HEADER = ['Key', 'Code', 'Meaning', 'Cause', 'Fix'];

function table(entries: readonly [string, ErrorEntry][]): string[] {
  const rows = entries.map(([key, { code, meaning, cause, fix }]) => [`\`${key}\``, code ?? '', meaning, cause, fix]);
  return markdownTable(HEADER, rows);
}
