import type { Socket } from 'node:net';

/** How the bytes of one direction fare at the moment. */
export interface Passage {
  /** null while nothing passes; otherwise how long each piece takes, in ms. */
  delayMs(): number | null;
}

type Item = { at: number } & ({ chunk: Buffer } | { end: true } | { closed: true });

/** Above this a sender has to wait. */
const MOST_BYTES = 1_048_576;

/** Carries one direction of a connection, in order: bytes, their end, and the loss of the connection. */
export class Flow {
  private readonly from: Socket;
  private readonly to: Socket;
  private readonly passage: Passage;
  private readonly queue: Item[] = [];
  private bytes = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(from: Socket, to: Socket, passage: Passage) {
    this.from = from;
    this.to = to;
    this.passage = passage;
    from.on('data', (chunk: Buffer) => {
      this.bytes += chunk.length;
      if (this.bytes > MOST_BYTES) from.pause();
      this.add({ at: performance.now(), chunk });
    });
    from.on('end', () => this.add({ at: performance.now(), end: true }));
    from.on('close', () => this.add({ at: performance.now(), closed: true }));
    // `close` follows and is what counts.
    from.on('error', () => {});
    to.on('drain', () => this.pump());
  }

  /** Sends what may pass now, and looks again when the next piece may. */
  pump(): void {
    clearTimeout(this.timer);
    for (let item = this.queue[0]; item !== undefined; item = this.queue[0]) {
      const delayMs = this.passage.delayMs();
      if (delayMs === null) return;
      const waitMs = item.at + delayMs - performance.now();
      if (waitMs > 0) {
        this.timer = setTimeout(() => this.pump(), waitMs);
        return;
      }
      if ('chunk' in item && this.to.writableNeedDrain) return;
      this.queue.shift();
      this.carry(item);
    }
  }

  private add(item: Item): void {
    this.queue.push(item);
    if (this.queue.length === 1) this.pump();
  }

  private carry(item: Item): void {
    if ('closed' in item) this.to.destroy();
    else if ('end' in item) this.to.end();
    else {
      this.bytes -= item.chunk.length;
      this.to.write(item.chunk);
      if (this.bytes <= MOST_BYTES) this.from.resume();
    }
  }
}
