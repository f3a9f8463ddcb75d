import { mix } from '../../lib/random.ts';
import type { Faults } from '../faults/engine.ts';
import type { Answer, Call } from '../http/call.ts';
import { ApiError } from '../http/errors.ts';
import type { Cursor, Scan } from '../instance/log.ts';
import { isKept } from '../instance/retention.ts';
import type { Row } from '../instance/rows.ts';
import { batchSize, readToken, type TokenKind, writeToken } from './paging.ts';

/** One query on the activity log. */
export interface Page {
  readonly kind: TokenKind & ('activities' | 'leadchanges' | 'deletedleads');
  readonly types: ReadonlySet<number>;
  readonly take: (row: Row) => boolean;
  readonly show: (row: Row) => object;
  /** Hash of the query's parameters, for strict tokens. */
  readonly query: number;
}

/** Cuts a page short by fault; the cursor then stands before the rows held back. */
function cut(scan: Scan, from: Cursor, { emptyPage, shortPage }: Faults): Scan {
  const keep = emptyPage === true ? 0 : (shortPage ?? scan.rows.length);
  if (emptyPage !== true && keep >= scan.rows.length) return scan;
  const next = keep === 0 ? from : (scan.cursors[keep - 1] ?? from);
  return { rows: scan.rows.slice(0, keep), cursors: scan.cursors.slice(0, keep), next, more: true };
}

/** Order inside a page: ascending date (statement 47), within a second shuffled by switch. */
function ordered(rows: readonly Row[], shuffle: boolean): Row[] {
  const rank = (row: Row): number => (shuffle ? mix(row.id, 0x5f) : 0);
  return [...rows].sort((a, b) => a.at - b.at || rank(a) - rank(b));
}

function damaged(items: readonly object[], { duplicateRows, omitRows, dropId, repeatId }: Faults): object[] {
  let out = duplicateRows === true ? items.flatMap((item) => [item, item]) : [...items];
  if (omitRows !== undefined) out = out.slice(0, Math.max(0, out.length - omitRows));
  if (dropId === true) out = out.map((item) => ({ ...item, id: undefined }));
  if (repeatId === true) out = out.map((item) => ({ ...item, id: 1 }));
  return out;
}

/** One page of a stream: always with a token (statement 44). */
export function streamPage(call: Call, { kind, types, take, show, query }: Page): Answer {
  const { instance, params, faults } = call;
  const { state } = instance;
  const given = params.get('nextPageToken');
  if (given === undefined) throw new ApiError(state.switches.missingTokenCode, 'nextPageToken cannot be blank');
  const token = readToken(instance, given, ['date', kind], query);
  state.releaseDue();
  const from: Cursor = token.kind === 'date' ? state.log.startAt(token.since) : token;
  const now = instance.now();
  const limit = batchSize(instance, params.get('batchSize'));
  const order = state.switches.pageOrder;
  const whole = state.log.scan(from, { types, limit, take: (row) => isKept(row, now) && take(row) }, order);
  const { rows, next, more } = cut(whole, from, faults);
  const { since, position, date } = next;
  return {
    result: damaged(ordered(rows, state.switches.shuffleWithinSecond).map(show), faults),
    nextPageToken: writeToken(instance, {
      kind,
      since,
      position,
      date,
      hop: faults.emptyPage ? token.hop + 1 : 0,
      query,
    }),
    moreResult: more,
  };
}
