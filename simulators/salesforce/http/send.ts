import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Faults } from '../faults/engine.ts';

/** What goes out. */
export interface Outgoing {
  readonly status: number;
  /** Undefined: no body at all. */
  readonly text: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly faults: Faults;
  readonly closing: AbortSignal;
}

export const JSON_TYPE = 'application/json;charset=UTF-8';
const PARTS = 16;

/** A gateway's HTML page. */
export function htmlPage(status: number): string {
  return `<html><head><title>${status}</title></head><body><center><h1>${status}</h1></center></body></html>`;
}

function damaged(text: string, { emptyBody, badJson }: Faults): string {
  if (emptyBody === true) return '';
  return badJson === true ? text.slice(0, Math.max(1, text.length >> 1)) : text;
}

/** Writes an answer, with the transport faults that were asked for. */
export async function send(response: ServerResponse, out: Outgoing): Promise<void> {
  const { status, headers, faults, closing } = out;
  if (faults.resetAfter === true) {
    response.socket?.destroy();
    return;
  }
  if (out.text === undefined) {
    response.writeHead(status, headers);
    response.end();
    return;
  }
  const bytes = Buffer.from(damaged(out.text, faults), 'utf8');
  response.writeHead(status, { 'content-type': JSON_TYPE, ...headers, 'content-length': bytes.length });
  const half = bytes.subarray(0, bytes.length >> 1);
  if (faults.truncate === true) response.write(half, () => response.socket?.destroy());
  else if (faults.stall === true) response.write(half);
  else if (faults.trickleMs !== undefined) await trickle(response, bytes, faults.trickleMs, closing);
  else response.end(bytes);
}

async function trickle(response: ServerResponse, bytes: Buffer, ms: number, signal: AbortSignal): Promise<void> {
  const size = Math.ceil(bytes.length / PARTS) || 1;
  for (let from = 0; from < bytes.length && !response.destroyed; from += size) {
    response.write(bytes.subarray(from, from + size));
    await wait(ms, undefined, { signal, ref: false });
  }
  response.end();
}
