import { AppError, isAppError } from '../../model/errors/app-error.ts';
import type { BulkJob, CallContext } from '../types.ts';
import { fetchPart, type PartOptions, type Wanted } from './part.ts';
import type { Spool } from './spool.ts';
import { isNotThere } from './unknown-job.ts';

/** Before each further try that has brought nothing new. */
const PAUSES_MS = [1_000, 2_000, 4_000, 8_000, 16_000] as const;
/** Less than this is no progress: it would cost a call each time, and calls are counted. */
const PROGRESS_BYTES = 65_536;
/** A just-completed job may still answer 404 for a moment (marketo-rest 6.4). */
const FILE_TRIES = 5;

export interface DownloadOptions extends PartOptions {
  /** Before a file that is not there is asked for again. */
  filePauseMs: number;
}

/** A completed job's file: its size is known. */
export type CompletedJob = BulkJob & { bytes: number };

/**
 * Fetches a job's file into a spool, part by part, and verifies it. After passing trouble it goes on at the byte
 * reached; tries that bring nothing are counted.
 * @throws AppError `marketo.bulk.checksum`, `.incomplete`, `.fileMissing`, `.diskFull`; the last one's when tries are used up
 */
export async function download(
  options: DownloadOptions,
  job: CompletedJob,
  wanted: Wanted,
  spool: Spool,
  context: CallContext,
): Promise<void> {
  const patience = new Patience(options);
  while (spool.bytes < job.bytes) {
    try {
      await fetchPart(options, wanted, spool, context);
      patience.reached(spool.bytes);
    } catch (error) {
      context.signal?.throwIfAborted();
      patience.reached(spool.bytes);
      await options.clock.sleep(patience.pauseAfter(error), context.signal);
    }
  }
  if (job.checksum !== null && spool.sha256() !== job.checksum) {
    throw new AppError('marketo.bulk.checksum', { details: { endpoint: 'bulkFile', bytes: job.bytes } });
  }
}

/** How often and after which pauses to go on. */
class Patience {
  readonly #options: DownloadOptions;
  #best = 0;
  #tries = 0;
  #missing = 0;

  constructor(options: DownloadOptions) {
    this.#options = options;
  }

  /** New bytes make up for earlier tries. */
  reached(bytes: number): void {
    if (bytes < this.#best + PROGRESS_BYTES) return;
    this.#best = bytes;
    this.#tries = 0;
  }

  /** The pause before the next try. @throws the error where there is none */
  pauseAfter(error: unknown): number {
    if (isNotThere(error)) {
      this.#missing += 1;
      if (this.#missing < FILE_TRIES) return this.#options.filePauseMs;
      throw new AppError('marketo.bulk.fileMissing', { details: error.details });
    }
    const pause = PAUSES_MS[this.#tries];
    if (!isPassing(error) || pause === undefined) throw error;
    this.#tries += 1;
    return Math.max(pause, (error.retryAt?.getTime() ?? 0) - this.#options.clock.now().getTime());
  }
}

/** What another try may heal. What is wrong with the file itself is told at once. */
function isPassing(error: unknown): error is AppError {
  if (!isAppError(error) || error.key.startsWith('marketo.bulk.')) return false;
  return error.entry.class === 'retry' || error.entry.class === 'rate';
}
