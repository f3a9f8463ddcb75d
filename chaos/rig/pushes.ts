import { freePort } from '../../local/ports.ts';
import type { RigBase } from './base.ts';
import { API } from './kept-program.ts';
import type { Simulator } from './simulator.ts';
import { Workers } from './workers.ts';

const SECRET = 'chaos-push-secret-of-thirty-two-letters';

/** Marketo's webhooks and the API that takes them, kept running as a supervisor would, at one address for the whole run. */
export class Pushes {
  readonly api: Workers;
  private readonly url: string;

  private constructor(api: Workers, url: string) {
    this.api = api;
    this.url = url;
  }

  static async open(base: RigBase, environment: Record<string, string>): Promise<Pushes> {
    const address = `127.0.0.1:${await freePort()}`;
    const own = { ...environment, API_ADDRESS: address, PUSH_SECRET: SECRET };
    return new Pushes(new Workers(base, own, API), `http://${address}/push/marketo`);
  }

  /** From now on each change is pushed. */
  async start(simulator: Simulator): Promise<void> {
    await this.api.want(1);
    await simulator.control('POST', '/webhooks', {
      ...{ name: 'chaos', url: this.url, headers: { 'x-actions-sync-secret': SECRET } },
    });
  }
}
