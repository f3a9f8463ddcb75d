import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerControl } from '../../lib/control/answer.ts';
import { ControlError, commonRefusal, type Refusal } from '../../lib/control/refusal.ts';
import { type ControlAnswer, controlBody, findControlRoute } from '../../lib/control/route.ts';
import { ActorError } from '../actors/actor.ts';
import { readBody } from '../http/body.ts';
import { ApiError } from '../http/errors.ts';
import type { Org } from '../org/org.ts';
import { SchemaError } from '../schema/org-schema.ts';
import type { World } from '../world.ts';
import { CONTROL_ROUTES } from './routes.ts';

/** What a failed control call is told. */
function refusalOf(error: unknown): Refusal {
  if (error instanceof ActorError || error instanceof SchemaError) {
    return { status: 409, error: error.message, fix: error.fix };
  }
  if (error instanceof ApiError) {
    const codes = error.errors.map(({ errorCode, message }) => `${errorCode}: ${message}`);
    return { status: 409, error: codes.join('; '), fix: 'give what the API would take' };
  }
  return commonRefusal(error);
}

function orgOf({ orgs }: World, query: URLSearchParams): Org {
  const number = Number(query.get('org') ?? 1);
  const org = orgs.find((one) => one.number === number);
  if (org !== undefined) return org;
  throw new ControlError({ status: 404, error: `no org ${number}`, fix: `use 1 to ${orgs.length}` });
}

async function answer(world: World, request: IncomingMessage): Promise<ControlAnswer> {
  const { route, args, search } = findControlRoute(CONTROL_ROUTES, request);
  const query = new URLSearchParams(search);
  const org = orgOf(world, query);
  const bytes = await readBody(request);
  if (bytes === undefined) throw new ControlError({ status: 413, error: 'body too large', fix: 'send less at once' });
  const body = controlBody(bytes);
  org.advance();
  return route.handle({ world, org, args, body, query });
}

/** Answers one call under /control: never counted, never limited, no faults. */
export function handleControl(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  return answerControl(response, () => answer(world, request), refusalOf);
}
