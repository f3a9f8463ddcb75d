/** One part of the ids, from which a few, spread evenly, were asked for. */
export interface Sample {
  from: number;
  to: number;
  asked: number;
  /** People that Marketo returned. */
  read: number;
  /** Of them with an owner. */
  owned: number;
  /** What they would take in an export's CSV. */
  csvBytes: number;
  /** First and last `createdAt` among them; null where nobody was returned. */
  createdFrom: Date | null;
  createdTo: Date | null;
}

/** An instance's people over its ids and over time, from a few samples. */
export interface Density {
  /** When it was measured. */
  at: Date;
  highestId: number;
  /** Nobody was created before: the first New Lead record, less a day. */
  earliest: Date;
  /** All ids in equal parts, ascending. */
  samples: Sample[];
}

/** `low` and `high` hold the true value in about 95 of 100 instances. */
export interface Estimate {
  value: number;
  low: number;
  high: number;
}

const MOST_SAMPLES = 24;
const FEWEST_SAMPLES = 4;
/** One sample for so many calls of a whole id scan, between the two bounds. */
const CALLS_PER_SAMPLE = 8;

/**
 * Which ids to ask for, call by call: one from each of equally many neighbours. Spread, because ids are missing in
 * runs: of 300 in a row either all or none would be in one. The places follow no pattern and are the same each time.
 */
export function sampleIds(highestId: number, idsPerCall: number): { from: number; to: number; ids: number[] }[] {
  const calls = Math.ceil(highestId / idsPerCall);
  const wanted = Math.min(MOST_SAMPLES, Math.max(FEWEST_SAMPLES, Math.ceil(calls / CALLS_PER_SAMPLE)));
  return parts({ below: 0, width: highestId }, Math.min(calls, wanted)).map((part) => ({
    from: part.below + 1,
    to: part.below + part.width,
    ids: parts(part, Math.min(part.width, idsPerCall)).map(
      ({ below, width }) => below + 1 + (scrambled(below) % width),
    ),
  }));
}

interface Part {
  below: number;
  width: number;
}

function parts({ below, width }: Part, count: number): Part[] {
  const border = (index: number) => Math.floor((index * width) / count);
  return Array.from({ length: count }, (_, index) => ({
    below: below + border(index),
    width: border(index + 1) - border(index),
  }));
}

/** A whole number that looks like chance (the finalizer of MurmurHash3). */
function scrambled(seed: number): number {
  let hash = Math.imul(seed ^ (seed >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

export const peopleExpected = (density: Density): Estimate => counted(density, (sample) => sample.read);

export const ownedExpected = (density: Density): Estimate => counted(density, (sample) => sample.owned);

/** Size of the file or files with everyone. */
export function exportBytes(density: Density): Estimate {
  const { samples } = density;
  const people = peopleExpected(density);
  const [read, bytes] = [sum(samples.map((sample) => sample.read)), sum(samples.map((sample) => sample.csvBytes))];
  const each = read === 0 ? 0 : bytes / read;
  const squares = sum(samples.map((sample) => (sample.csvBytes - each * sample.read) ** 2));
  const deviation = read === 0 || isWhole(density) ? 0 : Math.sqrt(squares) / bytes;
  const value = people.value * each;
  // Two independent errors: how many people, and how large they are.
  const margin = (count: number) => Math.hypot(people.value - count, Z * deviation * people.value) * each;
  return { value, low: Math.max(0, value - margin(people.low)), high: value + margin(people.high) };
}

/** How many ids there are for a person: the price of an id scan beside what it brings. */
export function idsPerPerson(density: Density): Estimate {
  const { value, low, high } = peopleExpected(density);
  const per = (people: number) => density.highestId / Math.max(1, people);
  return { value: per(value), low: per(high), high: per(low) };
}

/** People created before a moment, estimated. Never falls; differences are people of a stretch of time. */
export type CreatedBefore = (at: Date) => number;

interface Knot {
  time: number;
  people: number;
}

/**
 * From ids to time: Marketo gives ids out in order, so the people up to an id are those created up to its time.
 * Linear between the moments that samples tell.
 */
export function createdBefore(density: Density): CreatedBefore {
  const knots = knotsOf(density);
  const everyone = knots.at(-1)?.people ?? 0;
  return (at) => {
    const time = at.getTime();
    const next = knots.findIndex((knot) => knot.time >= time);
    const [before, after] = [knots[next - 1], knots[next]];
    if (after === undefined) return everyone;
    if (before === undefined) return 0;
    return before.people + ((after.people - before.people) * (time - before.time)) / (after.time - before.time);
  };
}

function knotsOf({ at, earliest, samples }: Density): Knot[] {
  const knots: Knot[] = [{ time: earliest.getTime(), people: 0 }];
  const end = Math.max(at.getTime(), earliest.getTime());
  let before = 0;
  for (const { from, to, asked, read, createdFrom, createdTo } of samples) {
    const people = ((to - from + 1) * read) / asked;
    // Of n people drawn from a part, the first one has one in n + 1 of the part before it.
    const outside = people / (read + 1);
    if (createdFrom !== null) knots.push({ time: createdFrom.getTime(), people: before + outside });
    if (createdTo !== null) knots.push({ time: createdTo.getTime(), people: before + people - outside });
    before += people;
  }
  knots.push({ time: end, people: before });
  let latest = earliest.getTime();
  for (const knot of knots) {
    // Time never falls with the id, but for a few seconds between Marketo's own servers.
    latest = Math.min(end, Math.max(latest, knot.time));
    knot.time = latest;
  }
  return knots;
}

/** Of the normal distribution, for 95 %. */
const Z = 1.96;

/**
 * How many of all ids have a property, from how many of those asked have it. Bounds by Wilson, which hold for few and
 * for none, narrower the larger the part that was asked.
 */
function counted(density: Density, of: (sample: Sample) => number): Estimate {
  const { highestId, samples } = density;
  const seen = sum(samples.map(of));
  if (isWhole(density)) return { value: seen, low: seen, high: seen };
  const asked = askedOf(density);
  const value = sum(samples.map((sample) => ((sample.to - sample.from + 1) * of(sample)) / sample.asked));
  const share = value / highestId;
  const trials = asked / (1 - asked / highestId);
  const centre = share + Z ** 2 / (2 * trials);
  const margin = Z * Math.sqrt((share * (1 - share)) / trials + Z ** 2 / (4 * trials ** 2));
  const bound = (sign: number) => (highestId * (centre + sign * margin)) / (1 + Z ** 2 / trials);
  return { value, low: Math.max(seen, bound(-1)), high: Math.max(value, Math.min(highestId, bound(1))) };
}

function isWhole(density: Density): boolean {
  return askedOf(density) >= density.highestId;
}

function askedOf({ samples }: Density): number {
  return sum(samples.map(({ asked }) => asked));
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
