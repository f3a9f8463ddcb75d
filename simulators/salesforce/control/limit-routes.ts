import { ActorError } from '../actors/actor.ts';
import type { FaultRule } from '../faults/schema.ts';
import { readFaults } from '../faults/schema.ts';
import type { Org, OrgClient } from '../org/org.ts';
import { type OrgRoute, route } from './call.ts';
import * as bodies from './schemas.ts';

/** Replaces an org's fault rules. Throws FaultRulesError. */
export function setFaults(org: Org, rules: readonly FaultRule[], source = 'faults'): void {
  org.faults.set(readFaults(rules, source));
}

function changeLimits(org: Org, body: unknown) {
  const { limit, locks, concurrency, sessions } = org;
  const given = bodies.limits.parse(body);
  limit.on = given.on ?? limit.on;
  limit.max = given.dailyLimit ?? limit.max;
  if (given.used !== undefined) limit.setUsed(given.used);
  if (given.otherCalls !== undefined) limit.add(given.otherCalls);
  sessions.timeoutMs = given.sessionMs ?? sessions.timeoutMs;
  locks.holdMs = given.lockHoldMs ?? locks.holdMs;
  locks.waitMs = given.lockWaitMs ?? locks.waitMs;
  concurrency.max = given.longRequests ?? concurrency.max;
  concurrency.longMs = given.longMs ?? concurrency.longMs;
  return { on: limit.on, dailyLimit: limit.max, used: limit.used };
}

function clientOf(org: Org, clientId: string | undefined): OrgClient {
  const found = org.clients.find((one) => one.clientId === clientId);
  if (found === undefined) throw new ActorError(`no client ${clientId}`, 'use the id of an app of this org');
  return found;
}

/** Faults, limits, clock, sessions and switches. */
export const limitRoutes: readonly OrgRoute[] = [
  route('GET', /^\/faults$/, ({ org }) => org.faults.rules),
  route('PUT', /^\/faults$/, ({ org, body }) => {
    setFaults(org, body as readonly FaultRule[], 'PUT /control/faults');
    return org.faults.rules;
  }),
  route('PUT', /^\/limits$/, ({ org, body }) => changeLimits(org, body)),
  route('PUT', /^\/clock$/, ({ org, body }) => {
    org.setClockOffset(bodies.clock.parse(body).offsetMs);
    return { now: org.now() };
  }),
  route('POST', /^\/sessions\/expire$/, ({ org, body }) => org.sessions.expire(bodies.ofUser.parse(body).userId)),
  route('POST', /^\/sessions\/revoke$/, ({ org, body }) => org.sessions.endAll(bodies.ofUser.parse(body).userId)),
  route('POST', /^\/refresh-tokens$/, ({ org, body }) => {
    const { userId = org.integrationUserId, clientId = org.clients[0]?.clientId } = bodies.refreshToken.parse(body);
    return { refreshToken: org.sessions.makeRefreshToken(userId, clientOf(org, clientId).clientId) };
  }),
  route('PUT', /^\/clients\/([^/]+)$/, ({ org, args, body }) => {
    const found = clientOf(org, args[0]);
    const { publicKey = found.publicKey, runAs = found.runAs } = bodies.client.parse(body);
    Object.assign(found, { publicKey, runAs });
  }),
  route('POST', /^\/cursors\/expire$/, ({ org }) => org.cursors.clear()),
  route('POST', /^\/deletions\/purge$/, ({ org, body }) => org.deletions.purge(bodies.purged.parse(body).olderThanMs)),
  route('POST', /^\/locks$/, ({ org, body }) => {
    const { id, ms } = bodies.rowLock.parse(body);
    org.locks.hold(id, ms);
  }),
  route('GET', /^\/switches$/, ({ org }) => org.switches),
  route('PUT', /^\/switches$/, ({ org, body }) => org.setSwitches(body)),
];
