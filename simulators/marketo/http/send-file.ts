import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ExportFile } from '../bulk/export-file.ts';
import type { Faults } from '../faults/engine.ts';
import { send } from './send.ts';

/** A file to go out, whole or in part. */
interface OutgoingFile {
  readonly file: ExportFile;
  /** The request's header. */
  readonly range: string | undefined;
  readonly faults: Faults;
}

interface Part {
  readonly from: number;
  /** Not included. */
  readonly to: number;
}

const CSV = { 'content-type': 'text/csv;charset=UTF-8', 'accept-ranges': 'bytes' };

/** The part a Range header asks for; undefined without one that can be understood; 'outside' when nothing is there. */
function partOf(range: string | undefined, size: number): Part | 'outside' | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(range?.trim() ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  if (first === '') return Number(last) === 0 ? 'outside' : { from: Math.max(0, size - Number(last)), to: size };
  const from = Number(first);
  const to = last === '' ? size : Math.min(size, Number(last) + 1);
  if (last !== '' && Number(last) < from) return undefined;
  return from >= size ? 'outside' : { from, to };
}

/** The part's bytes, by fault with one wrong bit in the middle. */
async function* bytesOf({ file, faults }: OutgoingFile, { from, to }: Part): AsyncGenerator<Buffer> {
  const middle = from + ((to - from) >>> 1);
  let at = from;
  for await (const chunk of file.bytes(from, to)) {
    const wrong = middle - at;
    if (faults.flipBit === true && wrong >= 0 && wrong < chunk.length) chunk[wrong] = (chunk[wrong] ?? 0) ^ 1;
    at += chunk.length;
    yield chunk;
  }
}

/** What is delivered of the part: by fault less, though complete HTTP. */
function delivered({ from, to }: Part, { emptyBody, badJson }: Faults): Part {
  if (emptyBody === true) return { from, to: from };
  return badJson === true ? { from, to: from + ((to - from) >>> 1) } : { from, to };
}

/** Sends an export's file with the transport faults asked for; never compressed. Ends when the last byte is out. */
export async function sendFile(response: ServerResponse, out: OutgoingFile): Promise<void> {
  const { file, range, faults } = out;
  const size = file.stored;
  const asked = faults.noRange === true ? undefined : partOf(range, size);
  if (asked === 'outside') {
    const headers = { 'content-type': 'text/plain;charset=UTF-8', 'content-range': `bytes */${size}` };
    return await send(response, { status: 416, body: 'Requested Range Not Satisfiable', headers, faults });
  }
  if (faults.resetAfter === true) {
    response.socket?.destroy();
    return;
  }
  const part = delivered(asked ?? { from: 0, to: size }, faults);
  const contentRange = asked === undefined ? {} : { 'content-range': `bytes ${asked.from}-${asked.to - 1}/${size}` };
  const headers = { ...CSV, ...contentRange, 'content-length': part.to - part.from };
  response.writeHead(asked === undefined ? 200 : 206, headers);
  if (faults.truncate !== true) return await pipeline(Readable.from(bytesOf(out, part)), response);
  const half = { from: part.from, to: part.from + ((part.to - part.from) >>> 1) };
  for await (const chunk of bytesOf(out, half)) await new Promise<void>((done) => response.write(chunk, () => done()));
  response.socket?.destroy();
}
