import type { Payload } from '@temporalio/common';
import protobuf from 'protobufjs/minimal.js';

// temporal.api.common.v1.Payload: map<string, bytes> metadata = 1; bytes data = 2.
const METADATA = tag(1);
const DATA = tag(2);
const ENTRY_KEY = tag(1);
const ENTRY_VALUE = tag(2);

/** A payload in Temporal's own protobuf form. */
export function encodePayload({ metadata, data }: Payload): Uint8Array {
  const writer = protobuf.Writer.create();
  for (const [name, value] of Object.entries(metadata ?? {})) {
    writer.uint32(METADATA).fork();
    writer.uint32(ENTRY_KEY).string(name).uint32(ENTRY_VALUE).bytes(value).ldelim();
  }
  if (data !== null && data !== undefined && data.length > 0) writer.uint32(DATA).bytes(data);
  return writer.finish();
}

/** @throws Error of the reader where it is no payload */
export function decodePayload(bytes: Uint8Array): Payload {
  const reader = protobuf.Reader.create(bytes);
  const metadata: Record<string, Uint8Array> = {};
  let data: Uint8Array = new Uint8Array();
  while (reader.pos < reader.len) {
    const at = reader.uint32();
    if (at === METADATA) {
      const [name, value] = readEntry(reader);
      metadata[name] = value;
    } else if (at === DATA) data = reader.bytes();
    else reader.skipType(at & 7);
  }
  return { metadata, data };
}

function readEntry(reader: protobuf.Reader): [name: string, value: Uint8Array] {
  const end = reader.uint32() + reader.pos;
  let name = '';
  let value: Uint8Array = new Uint8Array();
  while (reader.pos < end) {
    const at = reader.uint32();
    if (at === ENTRY_KEY) name = reader.string();
    else if (at === ENTRY_VALUE) value = reader.bytes();
    else reader.skipType(at & 7);
  }
  return [name, value];
}

/** Of a field whose length goes before it. */
function tag(field: number): number {
  return (field << 3) | 2;
}
