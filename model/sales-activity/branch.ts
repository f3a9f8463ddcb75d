/**
 * One activity's way to one vendor (design section 5):
 * pending  waits for a sender                    sending  a sender has it: `batch` names its call
 * unknown  sent, and nobody knows what became of it; looked up before it is sent again
 * parked   not sent; waits until then            failed   a person must retry or dismiss it
 * done     the vendor has it                     skipped  it will not be sent
 */
export type BranchStatus =
  | { state: 'pending' }
  | { state: 'sending'; batch: string; since: Date }
  | { state: 'unknown'; batch: string; since: Date }
  | { state: 'parked'; until: Date; reason: string }
  /** `error`: a key of the registry. */
  | { state: 'failed'; error: string }
  /** `reference`: the vendor's id of what was written. */
  | { state: 'done'; reference: string | null }
  | { state: 'skipped'; reason: string };

export type BranchState = BranchStatus['state'];
export type FinalStatus = Extract<BranchStatus, { state: 'done' | 'skipped' }>;

/**
 * Every transition there is; an answer that comes late may end a branch in any unfinished state. What a `failed` branch
 * is opened to depends on what is known of its last call: `unknown` where nothing is. After the database was restored
 * from a backup nothing is known of any.
 */
export const BRANCH_TRANSITIONS: Record<BranchState, readonly BranchState[]> = {
  pending: ['sending', 'unknown', 'parked', 'failed', 'skipped', 'done'],
  sending: ['unknown', 'parked', 'failed', 'skipped', 'done'],
  unknown: ['pending', 'unknown', 'parked', 'failed', 'skipped', 'done'],
  parked: ['pending', 'unknown', 'parked', 'failed', 'skipped', 'done'],
  failed: ['pending', 'unknown', 'parked', 'failed', 'skipped', 'done'],
  done: [],
  skipped: [],
};

/** A call lasts 90 s at most and starts within 5 s of its claim (design section 5): after this nobody works on it. */
export const SENDING_FOR_MS = 120_000;

/** Why a branch is parked whose person was never read; `PERSON_WAIT_MS` after it was accepted it fails. */
export const PERSON_UNKNOWN = 'personUnknown';
export const PERSON_WAIT_MS = 7 * 24 * 3_600_000;
/** Why a branch is parked whose send is not logged yet. */
export const SEND_NOT_DONE = 'sendNotDone';

export interface Branch {
  status: BranchStatus;
  /** The last call that it was claimed for, as long as its answer would count: an answer must name it, and comes once. */
  batch: string | null;
  /** When that call was claimed, as long as nothing says what became of it. */
  inDoubtSince: Date | null;
  /** How often it was claimed. */
  tries: number;
}

/** What a sender says of one record. `unknown`: the call may have been executed. */
export type BranchAnswer = Exclude<BranchStatus, { state: 'pending' | 'sending' | 'unknown' }> | { state: 'unknown' };

export type BranchEvent =
  | { kind: 'claim'; batch: string; now: Date }
  | { kind: 'answer'; batch: string; answer: BranchAnswer }
  /** Nobody has answered for `SENDING_FOR_MS`. */
  | { kind: 'expire'; now: Date }
  /** Looked up after that call: the vendor has it, or surely not. */
  | { kind: 'found'; batch: string; reference: string | null }
  | { kind: 'absent'; batch: string }
  /** The time of a parked branch is over, or what it waited for has come. */
  | { kind: 'resume' }
  | { kind: 'park'; until: Date; reason: string }
  | { kind: 'skip'; reason: string }
  /** The person was erased: whatever a call under way does not end is over. */
  | { kind: 'erase' }
  | { kind: 'fail'; error: string }
  /** The database may have forgotten a call, which `batch` stands for. */
  | { kind: 'doubt'; batch: string; now: Date }
  /** By a person, of a failed branch. */
  | { kind: 'retry' }
  | { kind: 'dismiss' };

export const NEW_BRANCH: Branch = { status: { state: 'pending' }, batch: null, inDoubtSince: null, tries: 0 };

export function isFinal(status: BranchStatus): status is FinalStatus {
  return BRANCH_TRANSITIONS[status.state].length === 0;
}

/**
 * What an event makes of a branch; null: it does not concern a branch like this, which stays as it is. Pure, so that a
 * store may repeat it on a newer branch after a lost compare-and-set.
 */
export function nextBranch(branch: Branch, event: BranchEvent): Branch | null {
  const next = step(branch, event);
  return next !== null && BRANCH_TRANSITIONS[branch.status.state].includes(next.status.state) ? next : null;
}

function step(branch: Branch, event: BranchEvent): Branch | null {
  const { status, batch, inDoubtSince } = branch;
  switch (event.kind) {
    case 'claim':
      if (status.state !== 'pending') return null;
      return {
        status: { state: 'sending', batch: event.batch, since: event.now },
        batch: event.batch,
        inDoubtSince: event.now,
        tries: branch.tries + 1,
      };
    case 'answer':
      return event.batch === batch ? answered(branch, event.answer) : null;
    case 'expire':
      if (status.state !== 'sending' || event.now.getTime() - status.since.getTime() < SENDING_FOR_MS) return null;
      return { ...branch, status: { ...status, state: 'unknown' } };
    case 'found':
      if (status.state !== 'unknown' || status.batch !== event.batch) return null;
      return { ...branch, status: { state: 'done', reference: event.reference }, inDoubtSince: null };
    case 'absent':
      if (status.state !== 'unknown' || status.batch !== event.batch) return null;
      return { ...branch, status: { state: 'pending' }, inDoubtSince: null };
    case 'resume':
      return status.state === 'parked' ? { ...branch, status: { state: 'pending' } } : null;
    case 'park':
      // Of an unknown one it is not known whether it must be sent at all.
      if (status.state !== 'pending' && status.state !== 'parked') return null;
      return { ...branch, status: { state: 'parked', until: event.until, reason: event.reason } };
    case 'skip':
      if (status.state !== 'pending' && status.state !== 'parked') return null;
      return { ...branch, status: { state: 'skipped', reason: event.reason } };
    case 'erase':
      return status.state === 'sending' ? null : { ...branch, status: { state: 'skipped', reason: 'erased' } };
    case 'fail':
      if (status.state === 'sending' || status.state === 'failed') return null;
      return { ...branch, status: { state: 'failed', error: event.error } };
    case 'doubt':
      return {
        ...branch,
        status: { state: 'unknown', batch: event.batch, since: event.now },
        batch: event.batch,
        inDoubtSince: event.now,
      };
    case 'retry':
      if (status.state !== 'failed') return null;
      if (batch === null || inDoubtSince === null) return { ...branch, status: { state: 'pending' } };
      return { ...branch, status: { state: 'unknown', batch, since: inDoubtSince } };
    case 'dismiss':
      return status.state === 'failed' ? { ...branch, status: { state: 'skipped', reason: 'dismissed' } } : null;
  }
}

/** The sender of its last call says what became of it, however late. */
function answered(branch: Branch, answer: BranchAnswer): Branch | null {
  if (answer.state !== 'unknown') return { ...branch, status: answer, batch: null, inDoubtSince: null };
  // It knows no more than a look-up or a person has found out since.
  return branch.status.state === 'sending' ? { ...branch, status: { ...branch.status, state: 'unknown' } } : null;
}
