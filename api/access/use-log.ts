import type { Store } from '../../store/types.ts';
import type { Actor } from './identity.ts';

interface Use {
  actor: Actor;
  secretId: string;
  /** Method and address, with names instead of ids. */
  route: string;
  isWrite: boolean;
}

interface Window {
  use: Use;
  until: number;
  /** Beyond the first. */
  more: number;
}

const WRITES_MS = 60_000;
const READS_MS = 3_600_000;
const MOST_WINDOWS = 20_000;

/**
 * Audits the use of tokens and sessions without burying everything else: the first request of a caller to an address at
 * once, the others of that minute (of that hour, where they only look) as one row with their number.
 */
export class UseLog {
  private readonly audit: Pick<Store['audit'], 'add'>;
  private readonly now: () => number;
  private readonly windows = new Map<string, Window>();

  constructor(audit: Pick<Store['audit'], 'add'>, now: () => number = Date.now) {
    this.audit = audit;
    this.now = now;
  }

  /** @throws AppError `store.*`: what can't be audited is not to be done */
  async used(use: Use): Promise<void> {
    // Looking is one thing, whatever is looked at.
    const key = `${use.secretId} ${use.isWrite ? use.route : 'reads'}`;
    const now = this.now();
    const open = this.windows.get(key);
    if (open !== undefined && now < open.until) {
      open.more += 1;
      return;
    }
    if (open !== undefined) await this.sum(key, open);
    if (this.windows.size >= MOST_WINDOWS) await this.flush(now);
    this.windows.set(key, { use, until: now + (use.isWrite ? WRITES_MS : READS_MS), more: 0 });
    const { actor, secretId, route } = use;
    await this.audit.add({
      action: use.isWrite ? 'api.write' : 'api.read',
      by: actor.name,
      details: { token: secretId, ...(use.isWrite && { route }) },
    });
  }

  /** Writes the sums of windows that are over; of all without `now`. */
  async flush(now?: number): Promise<void> {
    for (const [key, window] of this.windows) if (now === undefined || now >= window.until) await this.sum(key, window);
  }

  private async sum(key: string, { use: { actor, secretId, route, isWrite }, more }: Window): Promise<void> {
    this.windows.delete(key);
    if (more === 0) return;
    const details = { token: secretId, ...(isWrite && { route }), more };
    await this.audit.add({ action: isWrite ? 'api.write' : 'api.read', by: actor.name, details });
  }
}
