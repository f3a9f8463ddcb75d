import { beforeAll, expect, it } from 'vitest';
import { SCOPES } from '../../model/access/scope.ts';
import { afterFile } from '../worker/rig.ts';
import { type ApiRig, openApi } from './support/rig.ts';

const ROUTES = [
  ['POST', 'people/search', 'viewer'],
  ['GET', 'people/held', 'viewer'],
  ['GET', 'people/1', 'viewer'],
  ['GET', 'people/1/explanation', 'viewer'],
  ['GET', 'people/1/history', 'viewer'],
  ['POST', 'people/resync', 'operator'],
  ['GET', 'people/1/erasure', 'admin'],
  ['POST', 'people/1/erasure', 'admin'],
  ['GET', 'syncs', 'viewer'],
  ['POST', 'syncs/people/plan', 'operator'],
  ['POST', 'syncs/people/start', 'operator'],
  ['POST', 'syncs/people/pause', 'operator'],
  ['POST', 'syncs/people/resume', 'operator'],
  ['POST', 'syncs/people/cancel', 'operator'],
  ['POST', 'syncs/people/reconcile', 'operator'],
  ['POST', 'syncs/people/approve', 'admin'],
  ['POST', 'doctor', 'operator'],
] as const;

const defer = afterFile();
let rig: ApiRig;
beforeAll(async () => {
  rig = await openApi(defer);
});

it.each(ROUTES)('%s %s is for whoever has at least scope %s', async (method, path, scope) => {
  const answers = await Promise.all(
    // What is wrong with the body is only said to those who may.
    [null, ...SCOPES].map(async (caller) => (await rig.as(caller)(method, `/api/v1/${path}`, wrong(method))).status),
  );
  const enough = SCOPES.indexOf(scope);
  expect(answers[0]).toBe(401);
  for (const [index, status] of answers.slice(1).entries()) {
    if (index < enough) expect(status).toBe(403);
    else expect([200, 400, 404]).toContain(status);
  }
});

const wrong = (method: string) => (method === 'POST' ? { unknown: 1 } : undefined);
