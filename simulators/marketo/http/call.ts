import type { ExportFile } from '../bulk/export-file.ts';
import type { Faults } from '../faults/engine.ts';
import type { EndpointClass } from '../faults/schema.ts';
import type { MarketoInstance } from '../instance/instance.ts';
import type { Client } from './auth.ts';
import type { Params } from './params.ts';

/** One checked call as an endpoint sees it. */
export interface Call {
  readonly instance: MarketoInstance;
  readonly client: Client;
  readonly params: Params;
  /** Parts of the path matched by `{…}`. */
  readonly args: readonly string[];
  /** Parsed JSON body of a POST, undefined without a body. */
  readonly body: unknown;
  readonly faults: Faults;
}

/** A successful reply's members beside requestId and success. */
export interface Answer {
  readonly result?: readonly unknown[];
  readonly nextPageToken?: string;
  readonly moreResult?: boolean;
}

/** A reply without envelope: plain text with an HTTP status, or a file. */
export type Bare = { readonly status: number; readonly text: string } | { readonly file: ExportFile };

/** One endpoint. */
export interface Route {
  readonly method: 'GET' | 'POST';
  /** Path with `{}` for a segment. */
  readonly path: string;
  readonly class: EndpointClass;
  /** Any one of these lets a caller in; empty = everybody. */
  readonly permissions: readonly string[];
  readonly handle: (call: Call) => Answer | Bare;
}
