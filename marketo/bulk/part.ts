import { AppError, type SafeDetails } from '../../model/errors/app-error.ts';
import type { Clock } from '../../model/ports.ts';
import type { Caller } from '../caller.ts';
import { pathWith } from '../endpoints.ts';
import { readEnvelope, statusError } from '../envelope.ts';
import type { Http, HttpStream } from '../http.ts';
import type { CallLog } from '../log.ts';
import { encodeRequest } from '../query.ts';
import type { CallContext } from '../types.ts';
import type { Spool } from './spool.ts';

const ENDPOINT = 'bulkFile';
/** `text/csv;charset=UTF-8` (marketo-rest 6.4); what other servers call a file without saying of which kind is taken, too. */
const FILE_TYPE = /^($|text\/(csv|plain)|application\/(csv|octet-stream))/i;

export interface PartOptions {
  caller: Caller;
  http: Http;
  clock: Clock;
  log: CallLog;
}

/** What is fetched, and how much of it by one call. */
export interface Wanted {
  exportId: string;
  total: number;
  partBytes: number;
  onBytes: (bytes: number) => void;
}

/** Bytes `from` to `to`, both included. */
interface Range {
  from: number;
  to: number;
  total: number;
}

/**
 * One call: appends the file's next part to the spool. What came before an error stays there and counts.
 * @throws AppError `marketo.bulk.incomplete` where Marketo and the job don't agree on the file; `marketo.truncated` and
 * other passing trouble, after which the next call goes on at the byte reached
 */
export function fetchPart(options: PartOptions, wanted: Wanted, spool: Spool, context: CallContext): Promise<void> {
  const { caller, http, clock, log } = options;
  return caller(ENDPOINT, context, async (grant) => {
    const from = spool.bytes;
    const range = { from, to: Math.min(from + wanted.partBytes, wanted.total) - 1, total: wanted.total };
    // The file comes unpacked, so that bytes of the answer are bytes of the file.
    const headers = { accept: '*/*', 'accept-encoding': 'identity', range: `bytes=${range.from}-${range.to}` };
    const request = { ...encodeRequest(pathWith(ENDPOINT, wanted.exportId), {}), ...grant, headers };
    await http.stream(request, async (answer) => {
      log.debug({ endpoint: ENDPOINT, status: answer.status, from }, 'Marketo answered');
      await ((await isWholeFile(answer, range, clock)) ? takeWhole : takePart)(answer, range, wanted, spool);
    });
  });
}

/** Whether all of the file comes, in spite of the range (true), or the part asked for (false); throws on all else. */
async function isWholeFile(answer: HttpStream, range: Range, clock: Clock): Promise<boolean> {
  const { status } = answer;
  if (status === 206) {
    checkContentRange(answer.header('content-range'), range);
    return false;
  }
  // Marketo's errors (marketo-rest 2.2, 6.6) and pages of gateways come with 200, too.
  if (status === 200 && FILE_TYPE.test(answer.header('content-type') ?? '')) return true;
  if (status === 416) throw incomplete({ status, total: range.total });
  readEnvelope(ENDPOINT, { status, text: await answer.text() }, clock.now());
  if (status !== 200) throw statusError(ENDPOINT, status, clock.now());
  throw new AppError('marketo.badAnswer', { details: { endpoint: ENDPOINT, at: 'file' } });
}

function checkContentRange(header: string | undefined, { from, to, total }: Range): void {
  const asked = `${from}-${to}/${total}`;
  const got = /^\s*bytes\s+([\d*/-]{1,60})\s*$/i.exec(header ?? '')?.[1] ?? 'unreadable';
  if (got !== asked) throw incomplete({ asked, got });
}

async function takePart(answer: HttpStream, { from, to }: Range, wanted: Wanted, spool: Spool): Promise<void> {
  const reached = await append(answer, { from, end: to + 1 }, wanted, spool);
  if (reached <= to) throw new AppError('marketo.truncated', { details: { endpoint: ENDPOINT } });
}

async function takeWhole(answer: HttpStream, { total }: Range, wanted: Wanted, spool: Spool): Promise<void> {
  const reached = await append(answer, { from: 0, end: total }, wanted, spool);
  if (reached === 0) throw new AppError('marketo.emptyBody', { details: { endpoint: ENDPOINT } });
  if (reached < total) throw incomplete({ bytes: reached, total });
}

/** Returns the byte reached. */
async function append(
  answer: HttpStream,
  { from, end }: { from: number; end: number },
  { onBytes }: Wanted,
  spool: Spool,
): Promise<number> {
  let reached = from;
  for await (const chunk of answer.chunks()) {
    if (reached + chunk.length > end) throw incomplete({ bytes: reached + chunk.length, total: end });
    // The whole file in place of a part: what we have is not needed once its first bytes are here.
    if (reached === 0 && spool.bytes > 0) await spool.clear();
    await spool.append(chunk);
    reached += chunk.length;
    onBytes(reached);
  }
  return reached;
}

function incomplete(details: SafeDetails): AppError {
  return new AppError('marketo.bulk.incomplete', { details: { endpoint: ENDPOINT, ...details } });
}
