import type { ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import type { Faults } from '../faults/engine.ts';

const zip = promisify(gzip);
// Marketo compresses bodies of 1024 bytes or more (2.1).
const ZIP_FROM = 1024;

/** What goes out. */
export interface Outgoing {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly acceptEncoding?: string | undefined;
  readonly faults?: Faults | undefined;
}

const JSON_TYPE = { 'content-type': 'application/json;charset=UTF-8' };

/** A gateway's HTML page. */
export function htmlPage(status: number): string {
  return `<html><head><title>${status} Bad Gateway</title></head><body><center><h1>${status}</h1></center></body></html>`;
}

function damaged(body: string, { emptyBody, badJson }: Faults): string {
  if (emptyBody === true) return '';
  return badJson === true ? body.slice(0, Math.max(1, body.length >> 1)) : body;
}

/** Writes a reply, with the transport faults that were asked for. */
export async function send(response: ServerResponse, out: Outgoing): Promise<void> {
  const { status, headers, acceptEncoding = '', faults = {} } = out;
  if (faults.resetAfter === true) {
    response.socket?.destroy();
    return;
  }
  let bytes: Buffer = Buffer.from(damaged(out.body, faults), 'utf8');
  const all: Record<string, string | number> = { ...JSON_TYPE, ...headers };
  if (bytes.length >= ZIP_FROM && /\bgzip\b/.test(acceptEncoding)) {
    bytes = await zip(bytes, { level: constants.Z_BEST_SPEED });
    all['content-encoding'] = 'gzip';
  }
  response.writeHead(status, { ...all, 'content-length': bytes.length });
  if (faults.truncate === true) {
    response.write(bytes.subarray(0, bytes.length >> 1), () => response.socket?.destroy());
    return;
  }
  response.end(bytes);
}
