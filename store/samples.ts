import { SAMPLES_KEPT_MINUTES, type Sample, type Stood } from '../model/samples.ts';
import type { Database } from './database.ts';
import { run } from './errors.ts';
import { dropOld, retryDuplicate } from './writes.ts';

/** What one worker did since it told last. */
export interface Done {
  peopleWritten: number;
  activitiesDone: { marketo: number; salesforce: number };
}

/** Collection `samples`: one row a minute, written by all workers together. Lost ones leave a gap in a plot. */
export interface SampleStore {
  /** Adds what a worker did. @returns whether the minute is new: who is told so looks how things stand */
  add(minute: number, done: Done): Promise<boolean>;
  /** How things stood in a minute that `add` has begun. */
  look(minute: number, stood: Stood): Promise<void>;
  /** Of these minutes, both included, in order. */
  between(from: number, to: number): Promise<Sample[]>;
  /** Drops what is kept no longer. @returns how many, at most `limit` */
  expire(now: number, limit: number): Promise<number>;
}

interface SampleDocument {
  /** Minutes since 1970. */
  _id: number;
  people: number;
  marketo: number;
  salesforce: number;
  stood?: Stood;
}

const MOST_AT_ONCE = 1_440;

export function createSampleStore(database: Database): SampleStore {
  const samples = database.collection<SampleDocument>('samples');
  return {
    add: (minute, { peopleWritten, activitiesDone: { marketo, salesforce } }) =>
      run('samples.add', async () => {
        const added = { $inc: { people: peopleWritten, marketo, salesforce } };
        const { upsertedCount } = await retryDuplicate(() =>
          samples.updateOne({ _id: minute }, added, { upsert: true }),
        );
        return upsertedCount > 0;
      }),

    look: (minute, stood) =>
      run('samples.look', async () => {
        await samples.updateOne({ _id: minute }, { $set: { stood } });
      }),

    between: (from, to) =>
      run('samples.between', async () => {
        const minutes = Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
        const found: SampleDocument[] = [];
        for (let at = 0; at < minutes.length; at += MOST_AT_ONCE) {
          found.push(...(await samples.find({ _id: { $in: minutes.slice(at, at + MOST_AT_ONCE) } }).toArray()));
        }
        return found.toSorted((a, b) => a._id - b._id).map(toSample);
      }),

    expire: (now, limit) =>
      run('samples.expire', () => dropOld(samples, { _id: { $lt: now - SAMPLES_KEPT_MINUTES } }, limit)),
  };
}

function toSample({ _id: minute, people, marketo, salesforce, stood }: SampleDocument): Sample {
  return { minute, peopleWritten: people, activitiesDone: { marketo, salesforce }, stood: stood ?? null };
}
