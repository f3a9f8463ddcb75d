import { AppError } from '../model/errors/app-error.ts';
import type { Clock } from '../model/ports.ts';
import { waitFor } from '../net/deadline.ts';
import type { Session } from './sign-in.ts';

/** Between two sign-ins. */
const SPACING_MS = 2_000;
/** A user may sign in 3,600 times an hour (salesforce-rest 1.2); a token that lives needs one in two hours. */
const MOST = 10;
const WINDOW_MS = 10 * 60_000;

/**
 * The org's token: used until Salesforce refuses it (its life depends on its use, so no time is watched), asked for
 * once however many calls wait, and never again and again.
 */
export class Tokens {
  readonly #ask: (refused: string | null) => Promise<Session>;
  readonly #clock: Clock;
  readonly #closing: AbortSignal;
  #session: Session | null = null;
  /** The last token that Salesforce refused. */
  #refused: string | null = null;
  #pending: Promise<Session> | null = null;
  /** When the last sign-ins began, oldest first. */
  #begun: number[] = [];

  constructor(ask: (refused: string | null) => Promise<Session>, clock: Clock, closing: AbortSignal) {
    this.#ask = ask;
    this.#clock = clock;
    this.#closing = closing;
  }

  /** @throws AppError of the sign-in, or `salesforce.tooManySignIns` */
  async get(signal?: AbortSignal): Promise<Session> {
    signal?.throwIfAborted();
    if (this.#session !== null) return this.#session;
    this.#pending ??= this.#renew();
    return waitFor(this.#pending, signal);
  }

  /** Forgets a refused token. Calls that went out with it before it was replaced don't harm its successor. */
  drop(token: string): void {
    if (this.#session?.token !== token) return;
    this.#session = null;
    this.#refused = token;
  }

  #renew(): Promise<Session> {
    const pending = this.#signIn()
      .then((session) => {
        this.#session = session;
        return session;
      })
      .finally(() => {
        this.#pending = null;
      });
    // Everyone who waits may have gone by the time it fails.
    pending.catch(() => {});
    return pending;
  }

  async #signIn(): Promise<Session> {
    const now = this.#clock.now().getTime();
    this.#begun = this.#begun.filter((at) => at > now - WINDOW_MS && at <= now);
    const [oldest] = this.#begun;
    if (oldest !== undefined && this.#begun.length >= MOST)
      throw new AppError('salesforce.tooManySignIns', {
        details: { signIns: MOST, minutes: WINDOW_MS / 60_000 },
        retryAt: new Date(oldest + WINDOW_MS),
      });
    const wait = (this.#begun.at(-1) ?? 0) + SPACING_MS - now;
    if (wait > 0) await this.#clock.sleep(wait, this.#closing);
    this.#begun.push(this.#clock.now().getTime());
    return this.#ask(this.#refused);
  }
}
