import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerControl } from '../../lib/control/answer.ts';
import { ControlError, commonRefusal, type Refusal } from '../../lib/control/refusal.ts';
import { type ControlAnswer, controlBody, findControlRoute } from '../../lib/control/route.ts';
import { readBody } from '../http/body.ts';
import { Params } from '../http/params.ts';
import type { MarketoInstance } from '../instance/instance.ts';
import { MutationError } from '../instance/mutations.ts';
import { CONTROL_ROUTES } from './routes.ts';

/** What a failed control call is told. */
function refusalOf(error: unknown): Refusal {
  if (error instanceof MutationError) return { status: 409, error: error.message, fix: error.fix };
  return commonRefusal(error);
}

async function answer(instance: MarketoInstance, request: IncomingMessage): Promise<ControlAnswer> {
  const { route, args, search } = findControlRoute(CONTROL_ROUTES, request);
  const bytes = await readBody(request);
  if (bytes === undefined) throw new ControlError({ status: 413, error: 'body above 1 MB', fix: 'send less at once' });
  return route.handle({ instance, args, body: controlBody(bytes), query: new Params(search) });
}

/** Answers one call under /control: never counted, never limited, no faults. */
export function handleControl(
  instance: MarketoInstance,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  return answerControl(response, () => answer(instance, request), refusalOf);
}
