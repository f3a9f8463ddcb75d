import { isoSecond } from '../../lib/population/derive.ts';
import type { Switches } from '../switches.ts';
import type { Job, JobState } from './job.ts';

/**
 * The state a caller sees. What the caller did (create, enqueue, cancel) shows at once; what Marketo does shows as it
 * was at `visibleAt`, one moment for all jobs, so that never more than two are seen Processing.
 */
export function visibleState({ state, startedAt, finishedAt }: Job, visibleAt: number): JobState {
  if (state === 'Created' || state === 'Cancelled') return state;
  if (finishedAt !== undefined && finishedAt <= visibleAt) return state;
  return startedAt !== undefined && startedAt <= visibleAt ? 'Processing' : 'Queued';
}

const date = (ms: number | undefined): string | null => (ms === undefined ? null : isoSecond(ms));

/** The job object of replies: it grows with the state (6.1). */
export function shownJob(job: Job, visibleAt: number, switches: Switches): Record<string, unknown> {
  const state = visibleState(job, visibleAt);
  const { making } = job;
  const started = state === 'Processing' || state === 'Completed' || state === 'Failed';
  const finished = state === 'Completed' || state === 'Failed';
  const completed = state === 'Completed';
  const members: Record<string, unknown> = {
    exportId: job.id,
    format: 'format' in job.work ? job.work.format : null,
    status: state === 'Cancelled' ? switches.cancelledSpelling : state,
    createdAt: date(job.createdAt),
    queuedAt: date(job.queuedAt),
    startedAt: started ? date(job.startedAt) : null,
    finishedAt: finished ? date(job.finishedAt) : null,
    numberOfRecords: completed ? (making?.records ?? null) : null,
    fileSize: completed ? job.bytes : null,
    fileChecksum: completed && making?.file !== undefined ? `sha256:${making.file.checksum}` : null,
    errorMsg: state === 'Failed' ? (job.errorMsg ?? null) : null,
  };
  if (switches.emptyJobMembers === 'null') return members;
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null));
}

/** A job as the control API lists it: what really is, not what a caller sees. */
export interface JobReport {
  readonly id: string;
  readonly kind: Job['kind'];
  readonly userId: string;
  readonly state: JobState;
  readonly createdAt: string;
  readonly queuedAt: string | null;
  readonly startedAt: string | null;
  /** When its time is over, for a job being processed. */
  readonly endsAt: string | null;
  readonly finishedAt: string | null;
  readonly records: number | null;
  readonly bytes: number;
  readonly fileKept: boolean;
}

const exact = (ms: number | undefined): string | null => (ms === undefined ? null : new Date(ms).toISOString());

export function report(job: Job): JobReport {
  const { making } = job;
  return {
    id: job.id,
    kind: job.kind,
    userId: job.userId,
    state: job.state,
    createdAt: new Date(job.createdAt).toISOString(),
    queuedAt: exact(job.queuedAt),
    startedAt: exact(job.startedAt),
    endsAt: job.state === 'Processing' ? exact(job.endsAt) : null,
    finishedAt: exact(job.finishedAt),
    records: making?.records ?? null,
    bytes: job.bytes,
    fileKept: making?.file?.dropped === false,
  };
}
