/**
 * Members that could hold something personal or secret, wherever somebody would log an object of ours or of a vendor. No
 * line of ours has them: this is for the one that somebody writes by mistake.
 */
const NAMES = [
  ...[
    'address',
    'addresses',
    'company',
    'description',
    'domain',
    'email',
    'emails',
    'firstName',
    'fullName',
    'lastName',
  ],
  ...['link', 'linkedInUrl', 'name', 'note', 'notes', 'phone', 'seller', 'subject', 'text', 'title'],
  ...['emailSubject', 'callSubject', 'callMadeBy', 'callAnsweredBy', 'phoneNumberCalled', 'receivedBy', 'sentBy'],
  ...['Company', 'Description', 'Email', 'FirstName', 'LastName', 'Name', 'Phone', 'Subject', 'Title'],
  ...[
    'args',
    'arguments',
    'body',
    'headers',
    'input',
    'payload',
    'payloads',
    'query',
    'response',
    'result',
    'url',
    'value',
  ],
  ...['accessToken', 'access_token', 'authorization', 'clientSecret', 'password', 'secret', 'token', 'uri'],
];

/** pino looks for a name at given depths alone; deeper than this nobody logs. */
const DEPTHS = ['', '*.', '*.*.', '*.*.*.'];

export const REDACTED = '[redacted]';

/** What pino's `redact` takes; an alert's `value` is a number and says how much, not who. */
export const redact = {
  paths: DEPTHS.flatMap((depth) => NAMES.map((name) => `${depth}${name}`)),
  censor: (value: unknown, path: string[]): unknown =>
    value === null || (typeof value === 'number' && path.at(-1) === 'value') ? value : REDACTED,
};

/** An error's text may quote data, and its stack has the text: its class and our key are enough. */
export function errorName(value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  return 'key' in value && typeof value.key === 'string' ? value.key : value.name;
}
