import type { z } from 'zod';

type Issue = z.core.$ZodRawIssue;

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a JSON object',
  record: 'a JSON object',
  null: 'null',
};

const FORMATS: Readonly<Record<string, string>> = {
  datetime: 'a time such as 2026-11-27T10:00:00Z',
  date: 'a day such as 2026-11-27',
  uuid: 'a uuid',
  email: 'an e-mail address',
  url: 'an address such as https://app.example/hook',
};

/** Reads after a member's name, as in `body.name is missing`, and repeats no value; undefined: zod's words are as good. */
export function reasonOf(issue: Issue): string | undefined {
  if (issue.input === undefined && issue.code !== 'unrecognized_keys') return 'is missing';
  switch (issue.code) {
    case 'invalid_type':
      return must(TYPES[String(issue.expected)]);
    case 'invalid_value':
      return must(oneOf(issue.values));
    case 'invalid_format':
      return must(FORMATS[String(issue.format)]);
    case 'too_small':
      return bound(issue.origin, issue.minimum, issue.inclusive === false ? 'more than' : 'at least');
    case 'too_big':
      return bound(issue.origin, issue.maximum, issue.inclusive === false ? 'less than' : 'at most');
    case 'not_multiple_of':
      return must(`a multiple of ${issue.divisor}`);
    case 'unrecognized_keys':
      return `has no member ${issue.keys.map((key) => `"${key}"`).join(', ')}`;
    case 'invalid_union':
    case 'invalid_key':
    case 'invalid_element':
    case 'custom':
      return undefined;
  }
}

const must = (what: string | undefined): string | undefined => (what === undefined ? undefined : `must be ${what}`);

function oneOf(values: readonly unknown[]): string {
  const told = values.map(String).join(', ');
  return values.length === 1 ? told : `one of ${told}`;
}

const COUNTED: Readonly<Record<string, readonly [one: string, many: string]>> = {
  string: ['character', 'characters'],
  array: ['entry', 'entries'],
};

function bound(origin: string, limit: number | bigint, how: string): string {
  const counted = COUNTED[origin];
  if (counted === undefined) return `must be ${how} ${limit}`;
  const [one, many] = counted;
  return `must have ${how} ${limit} ${Number(limit) === 1 ? one : many}`;
}
