import type { Task } from '../../api/schemas/tasks.ts';
import type { Tone } from './tone.ts';

type SyncState = Task['salesforce']['state'];

export const SYNC_STATES: Readonly<Record<SyncState, { text: string; tone: Tone; means: string }>> = {
  notSynced: {
    text: 'Not synced',
    tone: 'idle',
    means: 'It was made while the sync was off for its seller: Salesforce is not told.',
  },
  waiting: { text: 'Waiting', tone: 'info', means: 'It goes out with the next turn, or its outcome is looked up.' },
  synced: { text: 'Synced', tone: 'ok', means: 'It is the same in Salesforce, as far as anybody knows.' },
  refused: { text: 'Refused', tone: 'bad', means: 'Salesforce refused it: see Failures.' },
  parted: {
    text: 'Parted',
    tone: 'warn',
    means: 'It is not synced any more: archived or reassigned there, or its texts were erased.',
  },
};

export const TASK_KINDS = [
  ['custom', 'Custom'],
  ['email', 'Email'],
  ['call', 'Call'],
  ['inMail', 'InMail'],
] as const;
