import { CALL_PRIORITIES, type CallPriority, type QuotaLease, type QuotaRequest } from '../../model/ports.ts';

/** One call of this process that waits for its place. */
export interface Waiter {
  request: QuotaRequest;
  /** False once the caller has an answer: then a place won for it is given back. */
  isWaiting(): boolean;
  resolve(lease: QuotaLease): void;
  reject(reason: unknown): void;
}

/** First in, first out within a class, the most urgent class first. */
export class Waiters {
  private readonly lanes = new Map<CallPriority, Waiter[]>(CALL_PRIORITIES.map((priority) => [priority, []]));

  /** Queues a call. An abort takes it out and rejects with the signal's reason, at once. */
  add(request: QuotaRequest): Promise<QuotaLease> {
    return new Promise((resolve, reject) => {
      const { signal, priority } = request;
      let waiting = true;
      const settle = (answer: () => void) => {
        if (!waiting) return;
        waiting = false;
        signal?.removeEventListener('abort', onAbort);
        this.remove(priority, waiter);
        answer();
      };
      const onAbort = () => waiter.reject(signal?.reason);
      const waiter: Waiter = {
        request,
        isWaiting: () => waiting,
        resolve: (lease) => settle(() => resolve(lease)),
        reject: (reason) => settle(() => reject(reason instanceof Error ? reason : new Error(String(reason)))),
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.lane(priority).push(waiter);
    });
  }

  first(): Waiter | undefined {
    for (const lane of this.lanes.values()) {
      const head = lane[0];
      if (head !== undefined) return head;
    }
    return undefined;
  }

  /** Whether others of its class wait behind it. */
  hasMore(waiter: Waiter): boolean {
    return this.lane(waiter.request.priority).some((other) => other !== waiter);
  }

  rejectAll(reason: unknown): void {
    for (const lane of this.lanes.values()) for (const waiter of [...lane]) waiter.reject(reason);
  }

  private remove(priority: CallPriority, waiter: Waiter): void {
    const lane = this.lane(priority);
    const index = lane.indexOf(waiter);
    if (index >= 0) lane.splice(index, 1);
  }

  private lane(priority: CallPriority): Waiter[] {
    const lane = this.lanes.get(priority) ?? [];
    this.lanes.set(priority, lane);
    return lane;
  }
}
