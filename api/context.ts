import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { ActionsSyncClient } from '../client/client.ts';
import type { PushIntake } from '../client/push/intake.ts';
import type { Scope } from '../model/access/scope.ts';
import type { Finding } from '../model/doctor/finding.ts';
import type { QuotaLimits } from '../model/quota.ts';
import type { Store } from '../store/types.ts';
import type { Actor, Identity } from './access/identity.ts';
import type { Plan, PlanRequest } from './schemas/syncs.ts';

export type { Actor } from './access/identity.ts';

/** What takes pushes from Marketo's webhooks. */
export interface PushOptions {
  /** Any of them lets a push in. */
  secrets: readonly string[];
  intake: Pick<PushIntake, 'take'>;
}

/** What the API is made of. Who passes it in closes it. */
export interface ApiOptions {
  store: Store;
  /** `ACTIONS_SYNC_INSTANCE`. */
  instance: string;
  /** Of this package. */
  version: string;
  /** The typed client, acting for somebody. */
  clientFor: (by: string) => ActionsSyncClient;
  /** The workers' own. */
  limits: QuotaLimits;
  /** Where workflows can be looked at, without a `/` at its end; null: nowhere that people could open. */
  temporalUi: { url: string; namespace: string } | null;
  /** Which vendors are connected. */
  connected: { marketo: boolean; salesforce: boolean };
  /** The vendors are simulators. */
  isSimulated: boolean;
  /** Left out: no pushes are taken. */
  push?: PushOptions | undefined;
  /** Asks Marketo what reading everyone would cost. @throws AppError `config.environment` where it is not connected */
  plan: (wanted: PlanRequest) => Promise<Plan>;
  /** Makes every check of `actions-sync doctor`; one finding at least for each. */
  examine: () => Promise<Finding[]>;
  /** Rejects where Temporal does not answer. */
  askTemporal: () => Promise<unknown>;
}

/** The server as routes see it: zod schemas are types, checks and documentation at once. */
export type Api = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse<IncomingMessage>,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** Adds one group of addresses. */
export type Routes = (api: Api, options: ApiOptions) => void;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call; every route says it. `public`: everybody. */
    scope?: Scope | 'public';
    /** It has a secret of its own: under whatever name it is called. */
    anyHost?: boolean;
    /** A POST that changes nothing: doing it again is harmless, and its answer is not kept for an idempotency key. */
    isRead?: boolean;
    /** Its answer holds a secret, and is not kept for an idempotency key: a repetition is told that it was done. */
    isSecret?: boolean;
  }
  interface FastifyRequest {
    /** Set on every route that is not public. */
    actor: Actor;
    /** What the caller is known by; not set on public routes. */
    identity?: Identity;
    /** Whether the caller may still do what the route needs: asked again and again while a stream is open. */
    isStillAllowed: () => Promise<boolean>;
    /** The typed client, acting for the caller. */
    actionsSync: ActionsSyncClient;
    /** Names what is asked for under an idempotency key, however often; null: there is no key. Nothing personal. */
    operation: string | null;
  }
}
