import type { Density, Sample } from '../../model/density.ts';
import { sampleIds } from '../../model/density.ts';

const AT = new Date('2026-11-24T12:00:00Z');
const DAY_MS = 86_400_000;
const THREE_YEARS_MS = 3 * 365 * DAY_MS;

/** How an instance's people lie over its ids. */
export interface World {
  highestId: number;
  /** Chance that an id is a person, by its place from 0 to 1. */
  has: (share: number) => number;
  /** ms since epoch by the place from 0 to 1; by default ever faster over three years. */
  createdAt?: (share: number) => number;
}

export interface Population {
  highestId: number;
  has: (id: number) => boolean;
  people: number;
  owned: number;
  bytes: number;
  createdAt: (id: number) => number;
  isOwned: (id: number) => boolean;
  bytesOf: (id: number) => number;
}

/** A number from 0 to 1 for an id and a purpose, the same for the same seed. */
function chance(seed: number, id: number, purpose: number): number {
  let hash = Math.imul(seed ^ (purpose * 0x9e3779b9), 0x85ebca6b) ^ Math.imul(id, 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** A made-up instance whose whole truth is known. */
export function population({ highestId, has, createdAt }: World, seed: number): Population {
  const isOwned = (id: number) => chance(seed, id, 2) < 0.7;
  const bytesOf = (id: number) => 150 + Math.floor(200 * chance(seed, id, 3));
  const at = createdAt ?? ((share: number) => AT.getTime() - 60_000 - THREE_YEARS_MS * (1 - share) ** 1.5);
  const there = new Uint8Array(highestId + 1);
  let people = 0;
  let owned = 0;
  let bytes = 0;
  for (let id = 1; id <= highestId; id++) {
    if (chance(seed, id, 1) >= has(id / highestId)) continue;
    there[id] = 1;
    people += 1;
    owned += isOwned(id) ? 1 : 0;
    bytes += bytesOf(id);
  }
  const createdAtOf = (id: number) => Math.floor(at(id / highestId) / 1_000) * 1_000;
  const isThere = (id: number) => there[id] === 1;
  return { highestId, has: isThere, people, owned, bytes, createdAt: createdAtOf, isOwned, bytesOf };
}

/** What measuring finds of it. */
export function measured(truth: Population): Density {
  const samples = sampleIds(truth.highestId, 300).map(({ from, to, ids }): Sample => {
    const found = ids.filter(truth.has);
    const times = found.map(truth.createdAt);
    return {
      from,
      to,
      asked: ids.length,
      read: found.length,
      owned: found.filter(truth.isOwned).length,
      csvBytes: found.reduce((sum, id) => sum + truth.bytesOf(id), 0),
      createdFrom: found.length === 0 ? null : new Date(Math.min(...times)),
      createdTo: found.length === 0 ? null : new Date(Math.max(...times)),
    };
  });
  let first = 1;
  while (first <= truth.highestId && !truth.has(first)) first += 1;
  const earliest = new Date((first > truth.highestId ? AT.getTime() : truth.createdAt(first)) - DAY_MS);
  return { at: AT, highestId: truth.highestId, earliest, samples };
}
