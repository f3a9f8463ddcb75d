/** Runs some tasks side by side; whoever brings one more waits until there is room: backpressure. */
export class Lanes {
  private readonly running = new Set<Promise<void>>();
  private readonly most: number;
  private failure: { reason: unknown } | undefined;

  constructor(most: number) {
    this.most = most;
  }

  /** Resolves once the task has begun. @throws the first failure of an earlier task */
  async run(task: () => Promise<void>): Promise<void> {
    while (this.running.size >= this.most) await Promise.race(this.running);
    this.throwIfFailed();
    const running: Promise<void> = task()
      .catch((reason: unknown) => {
        this.failure ??= { reason };
      })
      .finally(() => this.running.delete(running));
    this.running.add(running);
  }

  /** Resolves when nothing runs any more; never rejects. */
  async end(): Promise<void> {
    await Promise.all(this.running);
  }

  throwIfFailed(): void {
    if (this.failure !== undefined) throw this.failure.reason;
  }
}
