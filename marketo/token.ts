import { waitFor } from '../net/deadline.ts';

/** One client id's token, asked for once however many calls wait for it. */
export class TokenCache {
  readonly #ask: () => Promise<string>;
  #token: string | null = null;
  #pending: Promise<string> | null = null;

  constructor(ask: () => Promise<string>) {
    this.#ask = ask;
  }

  /** The token at hand, without asking. */
  get current(): string | null {
    return this.#token;
  }

  async get(signal?: AbortSignal): Promise<string> {
    if (this.#token !== null) return this.#token;
    this.#pending ??= this.#renew();
    return waitFor(this.#pending, signal);
  }

  /** Forgets a refused token. Calls that went out with it before it was replaced don't harm its successor. */
  drop(token: string): void {
    if (this.#token === token) this.#token = null;
  }

  /** No time is watched: asking early returns the same dying token, so 601 and 602 are what renews (marketo-rest 1.2). */
  #renew(): Promise<string> {
    const pending = this.#ask()
      .then((token) => {
        this.#token = token;
        return token;
      })
      .finally(() => {
        this.#pending = null;
      });
    // Everyone who waits may have gone by the time it fails.
    pending.catch(() => {});
    return pending;
  }
}
