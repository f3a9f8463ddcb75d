import type { Params } from '../http/params.ts';
import type { MarketoInstance } from '../instance/instance.ts';

/** A control request, its JSON body not yet checked. */
export interface ControlCall {
  readonly instance: MarketoInstance;
  readonly args: readonly string[];
  readonly body: unknown;
  readonly query: Params;
}
