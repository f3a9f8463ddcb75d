import { hashText, mix, uuid } from '../../lib/random.ts';
import { ApiError } from './errors.ts';

/** One custom service of the instance. */
export interface Client {
  readonly clientId: string;
  readonly clientSecret: string;
  /** API-only user, for usage statistics and `scope`. */
  readonly userId: string;
  /** Permission names; undefined = all. An admin may change them at any time. */
  permissions: ReadonlySet<string> | undefined;
}

interface Issued {
  readonly token: string;
  readonly clientId: string;
  expiresAt: number;
  /** The first use after expiry was answered with 602; later ones get 601 (statement 10). */
  told: boolean;
}

const LIFETIME_MS = 3_600_000;

/** Issues and checks access tokens: one at a time per client id, the same one until it expires (1.2). */
export class Tokens {
  readonly #clients: ReadonlyMap<string, Client>;
  readonly #now: () => number;
  readonly #seed: number;
  readonly #issued = new Map<string, Issued>();
  readonly #current = new Map<string, Issued>();
  #count = 0;

  constructor(clients: readonly Client[], now: () => number, seed: number) {
    this.#clients = new Map(clients.map((client) => [client.clientId, client]));
    this.#now = now;
    this.#seed = seed;
  }

  /** The identity answer for right credentials, undefined for wrong ones. */
  issue(clientId: string | undefined, secret: string | undefined) {
    const client = this.#clients.get(clientId ?? '');
    if (client === undefined || client.clientSecret !== secret) return undefined;
    const now = this.#now();
    let current = this.#current.get(client.clientId);
    if (current === undefined || current.expiresAt <= now) {
      current = {
        token: this.#text(client.clientId, now),
        clientId: client.clientId,
        expiresAt: now + LIFETIME_MS,
        told: false,
      };
      this.#current.set(client.clientId, current);
      this.#issued.set(current.token, current);
    }
    // The real service says 3599 at issue and 0 in the last second.
    const left = Math.ceil((current.expiresAt - now) / 1000) - 1;
    return { access_token: current.token, token_type: 'bearer', expires_in: left, scope: client.userId };
  }

  /** The caller behind a token; throws 603 without one, 602 at the first use after expiry, 601 otherwise. */
  check(token: string | undefined): Client {
    if (token === undefined) throw new ApiError('603');
    const issued = this.#issued.get(token);
    const client = this.#clients.get(issued?.clientId ?? '');
    if (issued === undefined || client === undefined) throw new ApiError('601');
    if (issued.expiresAt > this.#now()) return client;
    const code = issued.told ? '601' : '602';
    issued.told = true;
    throw new ApiError(code);
  }

  /** Ends a client's token, or everybody's, at once. */
  expire(clientId?: string): void {
    for (const issued of this.#issued.values()) {
      if (clientId === undefined || issued.clientId === clientId)
        issued.expiresAt = Math.min(issued.expiresAt, this.#now());
    }
  }

  #text(clientId: string, now: number): string {
    return `${uuid(mix(this.#seed, hashText(clientId)), hashText(`${now}.${this.#count++}`))}:sj`;
  }
}
