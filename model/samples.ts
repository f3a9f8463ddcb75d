/** How the sync stood in one minute, and what all workers did in it. */
export interface Sample {
  /** Minutes since 1970, UTC. */
  minute: number;
  /** People written in this minute, by whichever flow. */
  peopleWritten: number;
  /** Sales activities that a vendor has taken in this minute. */
  activitiesDone: { marketo: number; salesforce: number };
  /** As it stood early in the minute; null: nobody has looked. */
  stood: Stood | null;
}

/** What is looked at once a minute. */
export interface Stood {
  visible: number;
  /** How far people are behind Marketo, in seconds; null: the changes are off, or nothing has been read. */
  lagSeconds: number | null;
  /** On their way to a vendor. */
  activitiesWaiting: number;
  /** Of which a person must look at one: activities that failed. */
  activitiesFailed: number;
  /** Our calls to Marketo on `day`. */
  callsToday: number;
  /** Marketo's day, US Central. */
  day: string;
}

export const MINUTE_MS = 60_000;
/** For as long they are kept. */
export const SAMPLES_KEPT_MINUTES = 48 * 60;

/** One point of a plot. */
export interface SamplePoint extends Omit<Sample, 'minute'> {
  at: Date;
}

/**
 * Points of equal distance up to now, oldest first, also where nothing was kept: a plot shows gaps as gaps. Counts are
 * summed over a step, the rest is as it stood last in it.
 */
export function samplePoints(
  samples: readonly Sample[],
  window: { until: Date; minutes: number; step: number },
): SamplePoint[] {
  const { minutes, step } = window;
  const last = Math.floor(window.until.getTime() / MINUTE_MS / step);
  const byStep = new Map<number, Sample[]>();
  for (const sample of samples) {
    const at = Math.floor(sample.minute / step);
    const there = byStep.get(at);
    if (there === undefined) byStep.set(at, [sample]);
    else there.push(sample);
  }
  const count = Math.ceil(minutes / step);
  return Array.from({ length: count }, (_, index) => {
    const at = last - count + 1 + index;
    const there = (byStep.get(at) ?? []).toSorted((a, b) => a.minute - b.minute);
    return {
      at: new Date(at * step * MINUTE_MS),
      peopleWritten: sum(there.map(({ peopleWritten }) => peopleWritten)),
      activitiesDone: {
        marketo: sum(there.map(({ activitiesDone }) => activitiesDone.marketo)),
        salesforce: sum(there.map(({ activitiesDone }) => activitiesDone.salesforce)),
      },
      stood: there.findLast(({ stood }) => stood !== null)?.stood ?? null,
    };
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
