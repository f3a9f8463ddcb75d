import { hashText } from '../../lib/random.ts';
import { ApiError } from '../http/errors.ts';
import type { MarketoInstance } from '../instance/instance.ts';

/** What a token leads on with: a date (any activity stream), a stream's position, a filter's or a list's next page. */
export type TokenKind =
  | 'date'
  | 'activities'
  | 'leadchanges'
  | 'deletedleads'
  | 'leads'
  | 'fields'
  | 'list'
  | 'exports';

/** Content of a token; clients must not look inside. */
export interface Token {
  readonly kind: TokenKind;
  /** ms since epoch. */
  readonly since: number;
  readonly position: number;
  readonly date: number;
  /** Grows when a page leads to itself (fault emptyPage), so that the token differs. */
  readonly hop: number;
  /** Hash of the query the token came from. */
  readonly query: number;
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const KINDS: readonly TokenKind[] = [
  'date',
  'activities',
  'leadchanges',
  'deletedleads',
  'leads',
  'fields',
  'list',
  'exports',
];
const STREAMS: ReadonlySet<TokenKind> = new Set(['activities', 'leadchanges', 'deletedleads']);

function toBase32(text: string): string {
  let out = '';
  let bits = 0;
  let held = 0;
  for (const byte of Buffer.from(text, 'latin1')) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) out += LETTERS.charAt((held >>> (bits - 5)) & 31);
    held &= 0xff;
  }
  return bits > 0 ? out + LETTERS.charAt((held << (5 - bits)) & 31) : out;
}

function fromBase32(text: string): string {
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const letter of text) {
    const value = LETTERS.indexOf(letter);
    if (value < 0) return '';
    held = ((held << 5) | value) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >>> bits) & 0xff);
  }
  return Buffer.from(bytes).toString('latin1');
}

/** Marks whose tokens these are: another instance's are refused. */
function ownerTag({ state: { origin } }: MarketoInstance): number {
  return hashText(`${origin.seed}/${origin.people}/${origin.epoch}`);
}

/** Positions in one order of the log say nothing in the other: a token leads on only under the order it was made in. */
function orderTag({ state }: MarketoInstance): number {
  return state.switches.pageOrder === 'date' ? 1 : 0;
}

/** Writes a token: opaque, base-32-like, ending in `====`. */
export function writeToken(instance: MarketoInstance, token: Token): string {
  const { kind, since, position, date, hop, query } = token;
  const numbers = [KINDS.indexOf(kind), ownerTag(instance), since, position, date, hop, query, orderTag(instance)];
  const text = numbers.map((n) => n.toString(36)).join('.');
  return `${toBase32(`${text}.${hashText(text).toString(36)}`)}====`;
}

/** Reads a token made for one of the kinds; throws the switchable "bad token" code otherwise. */
export function readToken(instance: MarketoInstance, given: string, kinds: readonly TokenKind[], query: number): Token {
  const bad = new ApiError(instance.state.switches.badTokenCode, 'Invalid nextPageToken');
  const parts = fromBase32(given.replace(/=+$/, '')).split('.');
  const check = parts.pop();
  if (hashText(parts.join('.')).toString(36) !== check) throw bad;
  const [kindNumber = -1, tag, since = 0, position = 0, date = 0, hop = 0, from = 0, order = 0] = parts.map((part) =>
    Number.parseInt(part, 36),
  );
  const kind = KINDS[kindNumber];
  if (kind === undefined || !kinds.includes(kind) || tag !== ownerTag(instance)) throw bad;
  if (STREAMS.has(kind) && order !== orderTag(instance)) throw bad;
  if (kind !== 'date' && instance.state.switches.strictTokens && from !== query) throw bad;
  return { kind, since, position, date, hop, query };
}

/** Page size asked for: 300 by default and at most, more by switch refused (statement 37). */
export function batchSize(instance: MarketoInstance, given: string | undefined): number {
  if (given === undefined) return 300;
  const size = Number(given);
  if (!Number.isInteger(size) || size < 1)
    throw new ApiError('1001', `Invalid value '${given}'. Required of type 'integer'`);
  const { bigBatch, capCode } = instance.state.switches;
  if (size > 300 && bigBatch === 'refuse') throw new ApiError(capCode, 'batchSize must not exceed 300');
  return Math.min(size, 300);
}
